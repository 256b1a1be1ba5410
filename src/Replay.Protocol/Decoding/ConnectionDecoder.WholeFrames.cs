using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <content>The short way of frames that are at hand as a whole.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    /// <summary>
    /// A message of one frame that is at hand as a whole and breaks no rule: nearly every frame of nearly every conversation.
    /// The events are those of the long way, which everything else takes, without the state that frames in pieces need.
    /// </summary>
    /// <returns>The octets of the frame; 0 when it has to go the long way.</returns>
    [MethodImpl(HotPath.Options)]
    private int TakeWholeMessage(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets)
    {
        // FIN, no RSV bit, text or binary.
        if ((uint)(octets[0] - 0x81) > 1 || stream.InMessage || stream.MessageUnknown || stream.MustFail is not null
            || !FrameReader.TryRead(octets, out FrameHeader header)
            || header.PayloadLength > (ulong)(octets.Length - header.HeaderLength)
            || !IsUsual(stream, in header))
        {
            return 0;
        }

        ReadOnlySpan<byte> payload = octets.Slice(header.HeaderLength, (int)header.PayloadLength);
        Utf8Validator utf8 = default;
        bool text = header.Opcode == Opcode.Text;
        if (header.Masked)
        {
            byte[] scratch = _workspace.Unmasked;
            if (payload.Length > scratch.Length)
            {
                return 0;
            }

            Span<byte> unmasked = scratch.AsSpan(0, payload.Length);
            if (!text)
            {
                Masking.Apply(payload, unmasked, header.MaskingKey, 0);
            }
            else if (utf8.AppendUnmasking(payload, unmasked, header.MaskingKey, 0) >= 0)
            {
                return 0;
            }

            payload = unmasked;
        }
        else if (text && utf8.Append(payload) >= 0)
        {
            return 0;
        }

        if (!utf8.IsComplete)
        {
            return 0;
        }

        if (header.Masked)
        {
            (stream.LastKey, stream.HasLastKey) = (header.MaskingKey.BigEndian, true);
        }

        int length = header.HeaderLength + payload.Length;
        long number = _frames++;
        stream.LastFrame = number;
        stream.LastTalk = number;
        ulong at = stream.Offset;
        stream.Offset = at + (ulong)length;
        if (TSink.CountsOnly)
        {
            _sink.OnWholeMessage(stream.Direction, payload.Length);
            return length;
        }

        var type = (MessageType)header.Opcode;
        var start = new FrameStart(number, stream.Direction, time, at, header);
        _sink.OnFrameStart(in start);
        if (!payload.IsEmpty)
        {
            _sink.OnPayload(in start, 0, payload);
            _sink.OnMessageData(stream.Direction, type, payload);
        }

        _sink.OnFrameEnd(new FrameEnd { Start = start, Time = time, State = PayloadState.Complete, CloseCode = null, CloseReason = default });
        _sink.OnMessageEnd(new MessageEnd(stream.Direction, time, type, number, number, false, (ulong)payload.Length, true, PayloadState.Complete));
        return length;
    }

    /// <summary>A close frame that is at hand as a whole, for a sink that only counts.</summary>
    /// <returns>The octets of the frame; 0 when it has to go the long way.</returns>
    private int TakeWholeClose(StreamState stream, ReadOnlySpan<byte> octets)
    {
        // FIN, no RSV bit, close.
        bool client = stream.Sender == Party.Client;
        if (octets[0] != 0x88
            || !FrameReader.TryRead(octets, out FrameHeader header)
            || header.Masked != client
            || header.HeaderLength != (client ? 6 : 2)
            || header.PayloadLength > (ulong)Math.Min(octets.Length - header.HeaderLength, MaxControl)
            || !IsFreshKey(stream, in header, client))
        {
            return 0;
        }

        ReadOnlySpan<byte> payload = octets.Slice(header.HeaderLength, (int)header.PayloadLength);
        if (client)
        {
            (stream.LastKey, stream.HasLastKey) = (header.MaskingKey.BigEndian, true);
            Span<byte> unmasked = _workspace.Unmasked.AsSpan(0, payload.Length);
            Masking.Apply(payload, unmasked, header.MaskingKey, 0);
            payload = unmasked;
        }

        var start = new FrameStart(_frames++, stream.Direction, default, stream.Offset, header);
        stream.LastFrame = start.Frame;
        stream.Offset += (ulong)(header.HeaderLength + payload.Length);
        JudgeClosing(stream, in start);
        TakeClose(stream, in start, payload, out _, out _);
        _sink.OnWholeClose(stream.Direction, payload.Length);
        return header.HeaderLength + payload.Length;
    }

    /// <summary>The payload of a control frame that is at hand as a whole: nothing of it has to be kept.</summary>
    private void TakeWholeControl(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        if (state == OctetState.Rebuilt)
        {
            stream.FrameState = PayloadState.Rebuilt;
        }

        if (stream.Frame.Header.Masked)
        {
            Span<byte> unmasked = _workspace.Unmasked.AsSpan(0, octets.Length);
            Masking.Apply(octets, unmasked, stream.Frame.Header.MaskingKey, 0);
            octets = unmasked;
        }

        _sink.OnPayload(in stream.Frame, 0, octets);
        stream.PayloadDone = (ulong)octets.Length;
        stream.Offset += (ulong)octets.Length;
        EndFrame(stream, time, octets);
    }
}

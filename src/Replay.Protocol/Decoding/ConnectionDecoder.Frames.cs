using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <content>Frames: where they begin and end.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    /// <summary>RFC 6455 §5.5: octets that the payload of a control frame may have.</summary>
    private const int MaxControl = 125;

    [MethodImpl(HotPath.Options)]
    private void DecodeFrames(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        while (!octets.IsEmpty)
        {
            if (stream.Phase == StreamPhase.Payload)
            {
                ulong remaining = stream.Frame.Header.PayloadLength - stream.PayloadDone;
                int take = remaining < (ulong)octets.Length ? (int)remaining : octets.Length;
                if ((ulong)take == remaining && stream.PayloadDone == 0 && take <= MaxControl && stream.Frame.Header.Opcode.IsControl())
                {
                    TakeWholeControl(stream, time, octets[..take], state);
                    octets = octets[take..];
                    continue;
                }

                TakePayload(stream, octets[..take], state);
                stream.Offset += (ulong)take;
                octets = octets[take..];
                if ((ulong)take == remaining)
                {
                    EndFrame(stream, time);
                }

                continue;
            }

            FrameHeader header;
            if (stream.HeaderFill == 0)
            {
                if (state == OctetState.Complete && TakeWholeMessage(stream, time, octets) is > 0 and int taken)
                {
                    octets = octets[taken..];
                    continue;
                }

                if (!FrameReader.TryRead(octets, out header))
                {
                    octets.CopyTo(stream.Header);
                    stream.HeaderFill = (byte)octets.Length;
                    stream.HeaderRebuilt = state == OctetState.Rebuilt;
                    return;
                }

                octets = octets[header.HeaderLength..];
            }
            else
            {
                Span<byte> pending = stream.Header;
                int needed = FrameReader.HeaderLength(pending[..stream.HeaderFill]);
                int take = Math.Min(needed - stream.HeaderFill, octets.Length);
                octets[..take].CopyTo(pending[stream.HeaderFill..]);
                stream.HeaderFill += (byte)take;
                stream.HeaderRebuilt |= state == OctetState.Rebuilt;
                octets = octets[take..];
                if (!FrameReader.TryRead(pending[..stream.HeaderFill], out header))
                {
                    continue;
                }

                stream.HeaderFill = 0;
            }

            StartFrame(stream, time, header, state);
        }
    }

    [MethodImpl(HotPath.Options)]
    private void StartFrame(StreamState stream, Timestamp time, in FrameHeader header, OctetState state)
    {
        bool interrupts = stream.InMessage && header.Opcode is (Opcode.Text or Opcode.Binary);
        bool known = !stream.MessageUnknown;
        if (interrupts)
        {
            AbandonMessage(stream, time);
        }

        long number = _frames++;
        stream.Frame = new FrameStart(number, stream.Direction, time, stream.Offset, header);
        stream.LastFrame = number;
        stream.Offset += header.HeaderLength;
        stream.PayloadDone = 0;
        stream.ControlFill = 0;
        stream.FrameState = state == OctetState.Rebuilt || stream.HeaderRebuilt ? PayloadState.Rebuilt : PayloadState.Complete;
        stream.HeaderRebuilt = false;
        stream.FrameBelongsToMessage = false;
        stream.Phase = StreamPhase.Payload;
        _sink.OnFrameStart(in stream.Frame);
        JudgeHeader(stream, in header);
        if (interrupts && known)
        {
            // RFC 6455 §5.4: the fragments of one message are not interleaved with those of another.
            Report(stream, Rule.DataInsideMessage, number, stream.Frame.Offset, (ulong)header.Opcode);
        }

        if (!header.Opcode.IsControl())
        {
            StartMessageFrame(stream, in header);
            stream.LastTalk = number;
        }

        if (header.PayloadLength == 0)
        {
            EndFrame(stream, time);
        }
    }

    private void EndFrame(StreamState stream, Timestamp time) => EndFrame(stream, time, stream.Control.AsSpan(0, stream.ControlFill));

    /// <summary>The last octet of a frame is in.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="time">When.</param>
    /// <param name="control">The payload, unmasked, of a control frame.</param>
    [MethodImpl(HotPath.Options)]
    private void EndFrame(StreamState stream, Timestamp time, ReadOnlySpan<byte> control)
    {
        bool whole = stream.FrameState <= PayloadState.Rebuilt;
        CloseCode? code = null;
        ReadOnlySpan<byte> reason = default;
        bool messageEnds = stream.FrameBelongsToMessage && stream.Frame.Header.Fin;
        if (messageEnds)
        {
            FinishMessageData(stream);
        }
        else if (stream.Frame.Header.Opcode.IsControl())
        {
            TakeControl(stream, control, whole, out code, out reason);
        }

        stream.Phase = StreamPhase.Header;
        NoteTalk(stream);
        _sink.OnFrameEnd(new FrameEnd
        {
            Start = stream.Frame,
            Time = time,
            State = stream.FrameState,
            CloseCode = code,
            CloseReason = reason,
        });
        if (messageEnds)
        {
            EndMessage(stream, time);
        }
    }

    /// <summary>A frame that will never complete.</summary>
    private void AbandonFrame(StreamState stream, Timestamp time, PayloadState state)
    {
        stream.FrameState = state;
        bool messageEnds = stream.FrameBelongsToMessage && stream.Frame.Header.Fin;
        stream.MessageValid &= !stream.FrameBelongsToMessage;
        stream.Phase = StreamPhase.Header;
        NoteTalk(stream);
        _sink.OnFrameEnd(new FrameEnd
        {
            Start = stream.Frame,
            Time = time,
            State = state,
            CloseCode = null,
            CloseReason = default,
        });
        if (stream.FrameBelongsToMessage)
        {
            stream.MessageState = Worst(stream.MessageState, state);
            LoseContext(stream);
            if (messageEnds)
            {
                EndMessage(stream, time);
            }
        }
    }

    private static PayloadState Worst(PayloadState a, PayloadState b) => a > b ? a : b;
}

using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <content>Frames: headers, payload, and what §5 demands of them.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    /// <summary>RFC 6455 §5.5: octets that the payload of a control frame may have.</summary>
    private const int MaxControl = 125;

    private bool _rsvUnknown;

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
                    stream.HeaderFill = octets.Length;
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
                stream.HeaderFill += take;
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
        var type = (MessageType)header.Opcode;
        var start = new FrameStart(number, stream.Direction, time, stream.Offset, header);
        stream.LastFrame = number;
        stream.LastTalk = number;
        stream.Offset += (ulong)length;
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

    [MethodImpl(HotPath.Options)]
    private void JudgeHeader(StreamState stream, in FrameHeader header)
    {
        bool client = stream.Sender == Party.Client;
        if (header.Rsv == 0 && header.Opcode <= Opcode.Binary && IsUsual(stream, in header))
        {
            if (client)
            {
                (stream.LastKey, stream.HasLastKey) = (header.MaskingKey.BigEndian, true);
            }

            return;
        }

        JudgeUnusualHeader(stream, in header, client);
    }

    /// <summary>True for the commonest header of a data frame by far: masked as it should be, at a time when data may be sent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsUsual(StreamState stream, in FrameHeader header)
    {
        bool client = stream.Sender == Party.Client;
        return header.Masked == client
            && _closing.State == ClosingState.Open
            && header.IsMinimalLength
            && header.PayloadLength <= long.MaxValue
            && (!client || header.MaskingKey.BigEndian != stream.LastKey || header.PayloadLength == 0 || stream.KeyReuseReported);
    }

    private void JudgeUnusualHeader(StreamState stream, in FrameHeader header, bool client)
    {
        long frame = stream.Frame.Frame;
        ulong at = stream.Frame.Offset;

        // RFC 6455 §5.1: a client masks all frames it sends, a server masks none.
        if (header.Masked != client)
        {
            Report(stream, client ? Rule.ClientMask : Rule.ServerMask, frame, at);
        }

        JudgeMaskingKey(stream, in header, client);

        // RFC 6455 §5.2: RSV bits without an extension that defines them; RFC 7692 §6: RSV1 only on the first frame of a data message.
        JudgeRsv(stream, in header);

        // RFC 6455 §5.2: opcodes 3-7 and 11-15 are reserved.
        if (header.Opcode.IsReserved())
        {
            Report(stream, header.Opcode.IsControl() ? Rule.ReservedControlOpcode : Rule.ReservedDataOpcode, frame, at, (ulong)header.Opcode);
        }

        // RFC 6455 §5.2: the minimal number of octets encodes the length; the most significant bit of 64 is 0.
        if (!header.IsMinimalLength)
        {
            Report(stream, Rule.LengthNotMinimal, frame, at + 1, header.PayloadLength, header.ExtendedLengthOctets == 2 ? "16" : "64");
        }

        if (header.PayloadLength > long.MaxValue)
        {
            Report(stream, Rule.Length63Bit, frame, at + 2, header.PayloadLength);
        }

        if (header.Opcode.IsControl())
        {
            // RFC 6455 §5.5: control frames carry at most 125 octets and are not fragmented.
            if (header.PayloadLength > MaxControl)
            {
                Report(stream, Rule.ControlLength, frame, at + 1, header.PayloadLength);
            }

            if (!header.Fin)
            {
                Report(stream, Rule.ControlFragmented, frame, at, (ulong)header.Opcode);
            }
        }

        JudgeClosing(stream, in header);
    }

    // RFC 6455 §5.3: each frame has a fresh masking key.
    private void JudgeMaskingKey(StreamState stream, in FrameHeader header, bool client)
    {
        if (!client || !header.Masked)
        {
            return;
        }

        if (stream.FrameState == PayloadState.Rebuilt && header.MaskingKey.BigEndian == 0)
        {
            // A source that has no masking keys rebuilds frames with this one: it is nobody's choice.
            return;
        }

        if (stream.HasLastKey && !stream.KeyReuseReported && header.PayloadLength > 0 && header.MaskingKey.BigEndian == stream.LastKey)
        {
            stream.KeyReuseReported = true;
            Report(
                stream,
                Rule.MaskingKeyReused,
                stream.Frame.Frame,
                stream.Frame.Offset + header.HeaderLength - 4,
                text: header.MaskingKey.ToString());
        }

        (stream.LastKey, stream.HasLastKey) = (header.MaskingKey.BigEndian, true);
    }

    private void JudgeRsv(StreamState stream, in FrameHeader header)
    {
        if (header.Rsv == 0 || _rsvUnknown)
        {
            return;
        }

        byte unknown = header.Rsv;
        if (_deflate is not null || MayAssumeDeflate(in header))
        {
            unknown &= 3;
            if (header.Rsv1 && header.Opcode.IsControl())
            {
                Report(stream, Rule.Rsv1Control, stream.Frame.Frame, stream.Frame.Offset, (ulong)header.Opcode);
            }
            else if (header.Rsv1 && header.Opcode == Opcode.Continuation)
            {
                Report(stream, Rule.Rsv1Continuation, stream.Frame.Frame, stream.Frame.Offset);
            }
        }

        if (unknown != 0)
        {
            Report(stream, Rule.Rsv, stream.Frame.Frame, stream.Frame.Offset, unknown);
        }
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

    [MethodImpl(HotPath.Options)]
    private void TakePayload(StreamState stream, ReadOnlySpan<byte> octets, OctetState state)
    {
        if (state == OctetState.Rebuilt && stream.FrameState == PayloadState.Complete)
        {
            stream.FrameState = PayloadState.Rebuilt;
        }

        bool text = stream.FrameBelongsToMessage && !stream.MessageCompressed && stream.MessageUtf8 && !stream.MessageOpaque;
        if (!stream.Frame.Header.Masked)
        {
            UsePayload(stream, octets, text ? stream.Utf8.Append(octets) : -1);
            return;
        }

        MaskingKey key = stream.Frame.Header.MaskingKey;
        byte[] scratch = _workspace.Unmasked;
        while (!octets.IsEmpty)
        {
            int take = Math.Min(octets.Length, scratch.Length);
            Span<byte> unmasked = scratch.AsSpan(0, take);
            int invalid = -1;
            if (text)
            {
                invalid = stream.Utf8.AppendUnmasking(octets[..take], unmasked, key, stream.PayloadDone);
                text = invalid < 0;
            }
            else
            {
                Masking.Apply(octets[..take], unmasked, key, stream.PayloadDone);
            }

            UsePayload(stream, unmasked, invalid);
            octets = octets[take..];
        }
    }

    /// <summary>Payload as the sender meant it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="payload">Unmasked octets.</param>
    /// <param name="invalid">Index of the octet that makes the message's text invalid, or -1.</param>
    [MethodImpl(HotPath.Options)]
    private void UsePayload(StreamState stream, ReadOnlySpan<byte> payload, int invalid)
    {
        _sink.OnPayload(in stream.Frame, stream.PayloadDone, payload);
        if (stream.FrameBelongsToMessage)
        {
            if (stream.MessageCompressed)
            {
                Inflate(stream, payload);
            }
            else
            {
                if (invalid >= 0)
                {
                    ulong at = stream.Frame.Offset + stream.Frame.Header.HeaderLength + stream.PayloadDone + (ulong)invalid;
                    FailText(stream, payload[invalid], at);
                }

                stream.MessageLength += (ulong)payload.Length;
                _sink.OnMessageData(stream.Direction, stream.MessageType, payload);
            }
        }
        else if (stream.Frame.Header.Opcode.IsControl())
        {
            byte[] control = stream.Control ??= new byte[MaxControl];
            int take = Math.Min(control.Length - stream.ControlFill, payload.Length);
            payload[..take].CopyTo(control.AsSpan(stream.ControlFill));
            stream.ControlFill += take;
        }

        stream.PayloadDone += (ulong)payload.Length;
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

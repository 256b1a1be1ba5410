using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <content>What a frame's header has to be: RFC 6455 §5, RFC 7692 §6.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    private bool _rsvUnknown;

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

        if (IsUsualControl(stream, in header))
        {
            if (client)
            {
                (stream.LastKey, stream.HasLastKey) = (header.MaskingKey.BigEndian, true);
            }

            JudgeClosing(stream, in stream.Frame);
            return;
        }

        JudgeUnusualHeader(stream, in header, client);
    }

    /// <summary>True for a control frame that breaks no rule but, perhaps, that of when it may be sent.</summary>
    private static bool IsUsualControl(StreamState stream, in FrameHeader header)
    {
        bool client = stream.Sender == Party.Client;
        return header is { Fin: true, Rsv: 0, Opcode: Opcode.Close or Opcode.Ping or Opcode.Pong, PayloadLength: <= MaxControl }
            && header.Masked == client
            && header.HeaderLength == (client ? 6 : 2)
            && stream.FrameState == PayloadState.Complete
            && IsFreshKey(stream, in header, client);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFreshKey(StreamState stream, in FrameHeader header, bool client) =>
        !client || header.MaskingKey.BigEndian != stream.LastKey || header.PayloadLength == 0 || stream.KeyReuseReported;

    /// <summary>True for the commonest header of a data frame by far: masked as it should be, at a time when data may be sent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsUsual(StreamState stream, in FrameHeader header)
    {
        bool client = stream.Sender == Party.Client;
        return header.Masked == client
            && _closing.State == ClosingState.Open
            && header.IsMinimalLength
            && header.PayloadLength <= long.MaxValue
            && IsFreshKey(stream, in header, client);
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

        JudgeClosing(stream, in stream.Frame);
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
}

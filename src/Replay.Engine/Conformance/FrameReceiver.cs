using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>
/// Takes a peer's octets apart and judges them by the rules and in the order of the original suite's fuzzer, because its
/// verdicts follow from that: after a breach it goes on reading, and a second breach drops TCP.
/// </summary>
internal sealed class FrameReceiver(IFrameConsumer consumer, bool isServer, long maxInflated)
{
    private const int Shown = 64;
    private const int MaxControl = 1024;
    private const int ProtocolError = 1002;
    private const int InvalidPayload = 1007;
    private const int TooBig = 1009;
    private readonly byte[] _partialHeader = new byte[FrameHeader.MaxLength];
    private readonly byte[] _shown = new byte[Shown];
    private readonly byte[] _control = new byte[MaxControl];
    private int _partial;
    private FrameHeader _frame;
    private bool _insideFrame;
    private ulong _taken;
    private bool _insideMessage;
    private bool _isText;
    private bool _isCompressed;
    private bool _isStuck;
    private Utf8Validator _utf8;
    private int _shownLength;
    private int _controlLength;
    private long _dataLength;
    private long _inflatedLength;
    private Inflater? _inflater;
    private byte[] _work = [];
    private byte[] _inflated = [];

    /// <summary>permessage-deflate is in use, with these settings for what comes in.</summary>
    public void UseDeflate(int windowBits, bool contextTakeover) => _inflater = new Inflater(windowBits, contextTakeover);

    /// <summary>Takes the next octets.</summary>
    public void Receive(ReadOnlySpan<byte> octets)
    {
        if (_isStuck && !consumer.IsClosed)
        {
            // Where inflating stopped no frame can be found any more.
            consumer.Fail(InvalidPayload, "octets behind a message that does not inflate");
            return;
        }

        while (!consumer.IsClosed && !_isStuck)
        {
            if (!_insideFrame)
            {
                if (!TakeHeader(ref octets))
                {
                    return;
                }
            }
            else if (octets.IsEmpty && _taken < _frame.PayloadLength)
            {
                return;
            }

            TakePayload(ref octets);
        }
    }

    private bool TakeHeader(ref ReadOnlySpan<byte> octets)
    {
        FrameHeader header;
        if (_partial == 0)
        {
            if (FrameReader.TryRead(octets, out header))
            {
                octets = octets[header.HeaderLength..];
                Begin(header);
                return true;
            }

            octets.CopyTo(_partialHeader);
            _partial = octets.Length;
            octets = [];
            return false;
        }

        while (!octets.IsEmpty)
        {
            _partialHeader[_partial++] = octets[0];
            octets = octets[1..];
            if (FrameReader.TryRead(_partialHeader.AsSpan(0, _partial), out header))
            {
                _partial = 0;
                Begin(header);
                return true;
            }
        }

        return false;
    }

    private void Begin(in FrameHeader header)
    {
        _frame = header;
        _insideFrame = true;
        _taken = 0;
        _shownLength = 0;
        _dataLength = 0;
        _controlLength = 0;
        Judge(header);
        if (consumer.IsClosed || header.Opcode.IsControl() || _insideMessage)
        {
            return;
        }

        _insideMessage = true;
        _isCompressed = _inflater is not null && header.Rsv == 4;
        _isText = header.Opcode == Opcode.Text;
        _utf8.Reset();
        _inflatedLength = 0;
        consumer.BeginMessage(header.Opcode == Opcode.Binary ? MessageType.Binary : MessageType.Text);
    }

    private void Judge(in FrameHeader header)
    {
        bool compressed = _inflater is not null && header.Rsv == 4;
        if (header.Rsv != 0 && !compressed)
        {
            Break("reserved bits set without an extension that uses them"); // RFC 6455 §5.2
        }

        if (isServer && !header.Masked)
        {
            Break("unmasked frame from a client"); // RFC 6455 §5.1
        }

        if (!isServer && header.Masked)
        {
            Break("masked frame from a server"); // RFC 6455 §5.1
        }

        if (header.Opcode.IsControl())
        {
            JudgeControl(header, compressed);
        }
        else
        {
            JudgeData(header, compressed);
        }

        if (header.PayloadLength > long.MaxValue)
        {
            Break("payload length with its most significant bit set"); // RFC 6455 §5.2
        }

        if (!header.IsMinimalLength)
        {
            Break("payload length in more octets than it needs"); // RFC 6455 §5.2
        }
    }

    private void JudgeControl(in FrameHeader header, bool compressed)
    {
        if (!header.Fin)
        {
            Break("fragmented control frame"); // RFC 6455 §5.5
        }

        if (header.ExtendedLengthOctets > 0)
        {
            Break("control frame of more than 125 octets"); // RFC 6455 §5.5
        }

        if (header.Opcode.IsReserved())
        {
            Break("reserved control opcode"); // RFC 6455 §5.2
        }

        if (header is { Opcode: Opcode.Close, PayloadLength: 1 })
        {
            Break("close frame of one octet"); // RFC 6455 §5.5.1
        }

        if (compressed)
        {
            Break("compressed control frame"); // RFC 7692 §6.1
        }
    }

    private void JudgeData(in FrameHeader header, bool compressed)
    {
        if (header.Opcode.IsReserved())
        {
            Break("reserved data opcode"); // RFC 6455 §5.2
        }

        if (!_insideMessage && header.Opcode == Opcode.Continuation)
        {
            Break("continuation frame that continues nothing"); // RFC 6455 §5.4
        }

        if (_insideMessage && header.Opcode != Opcode.Continuation)
        {
            Break("new message inside another"); // RFC 6455 §5.4
        }

        if (_insideMessage && compressed)
        {
            Break("continuation frame marked as compressed"); // RFC 7692 §6.1
        }
    }

    private void Break(string reason)
    {
        if (!consumer.IsClosed)
        {
            consumer.Fail(ProtocolError, reason);
        }
    }

    private void TakePayload(ref ReadOnlySpan<byte> octets)
    {
        if (consumer.IsClosed)
        {
            return;
        }

        int count = (int)Math.Min((ulong)octets.Length, _frame.PayloadLength - _taken);
        ReadOnlySpan<byte> payload = Unmask(octets[..count]);
        octets = octets[count..];
        _taken += (ulong)count;
        bool complete = _taken == _frame.PayloadLength;
        if (count == 0 && !complete)
        {
            return;
        }

        if (_frame.Opcode.IsControl())
        {
            Append(_control, ref _controlLength, payload);
            if (complete)
            {
                EndControl();
            }

            return;
        }

        if (!TakeData(payload) || !complete)
        {
            return;
        }

        EndData();
    }

    private ReadOnlySpan<byte> Unmask(ReadOnlySpan<byte> octets)
    {
        if (!_frame.Masked)
        {
            return octets;
        }

        if (_work.Length < octets.Length)
        {
            _work = new byte[octets.Length];
        }

        Masking.Apply(octets, _work, _frame.MaskingKey, _taken);
        return _work.AsSpan(0, octets.Length);
    }

    // False when reading stops here.
    private bool TakeData(ReadOnlySpan<byte> payload)
    {
        if (!_isCompressed)
        {
            consumer.Count(payload.Length, payload.Length);
            return Deliver(payload);
        }

        consumer.Count(payload.Length, 0);
        if (_inflated.Length == 0)
        {
            _inflated = new byte[64 * 1024];
        }

        while (true)
        {
            InflateStatus status = _inflater!.Inflate(payload, _inflated, out int consumed, out int written);
            payload = payload[consumed..];
            _inflatedLength += written;
            consumer.Count(0, written);
            if (!Deliver(_inflated.AsSpan(0, written)))
            {
                return false;
            }

            if (status.IsFailure() || _inflatedLength > maxInflated)
            {
                _isStuck = true;
                consumer.Fail(
                    status.IsFailure() ? InvalidPayload : TooBig,
                    status.IsFailure() ? "compressed octets that do not inflate" : "message that inflates to too much");
                return false;
            }

            if (status != InflateStatus.OutputFull)
            {
                return true;
            }
        }
    }

    private bool Deliver(ReadOnlySpan<byte> data)
    {
        if (_isText && !data.IsEmpty && _utf8.Append(data) >= 0 && !consumer.IsClosed)
        {
            consumer.Fail(InvalidPayload, "text that is no UTF-8"); // RFC 6455 §8.1
        }

        if (consumer.IsClosed)
        {
            return false;
        }

        if (!consumer.HasFailed)
        {
            Append(_shown, ref _shownLength, data);
            _dataLength += data.Length;
            consumer.MessageData(data);
        }

        return true;
    }

    private void EndControl()
    {
        _insideFrame = false;
        ReadOnlySpan<byte> payload = _control.AsSpan(0, _controlLength);
        consumer.Frame(_frame, payload, (long)_frame.PayloadLength);
        if (!_frame.Opcode.IsReserved())
        {
            consumer.Control(_frame.Opcode, payload);
        }
    }

    private void EndData()
    {
        consumer.Frame(_frame, _shown.AsSpan(0, _shownLength), _dataLength);
        if (!_frame.Fin)
        {
            _insideFrame = false;
            return;
        }

        if (_isCompressed && _inflater!.FinishMessage() is var status && status.IsFailure())
        {
            _isStuck = true;
            consumer.Fail(InvalidPayload, "compressed message that ends too early");
            return;
        }

        // A text that was wrong before its end is a second breach at its end.
        if (_isText && !_utf8.IsComplete)
        {
            consumer.Fail(InvalidPayload, "text that ends inside a character"); // RFC 6455 §8.1
        }

        _insideFrame = false;
        _insideMessage = false;
        if (!consumer.HasFailed)
        {
            consumer.EndMessage();
        }
    }

    private static void Append(byte[] buffer, ref int length, ReadOnlySpan<byte> octets)
    {
        int count = Math.Min(octets.Length, buffer.Length - length);
        octets[..count].CopyTo(buffer.AsSpan(length));
        length += count;
    }
}

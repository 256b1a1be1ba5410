using System.Buffers.Binary;
using System.Text.Unicode;
using Replay.Protocol;

namespace Replay.Capture.Tcp;

/// <summary>
/// Follows what may be frames in one direction, header by header, and weighs how unlikely it is that other data look
/// like that. One bit of weight halves the chance.
/// </summary>
internal sealed class FrameChain(HeldOctets held)
{
    private const int HeaderWeight = 5;
    private const int BoundaryWeight = 4;
    private const int CloseWeight = 8;
    private const int MaxTextWeight = 24;

    /// <summary>No message has as many octets; random lengths usually do.</summary>
    private const ulong MaxPlausibleLength = 1UL << 32;

    private long _position;
    private int _lastFrame;
    private bool _isDiscarding;
    private bool? _isMessageOpen;

    /// <summary>Frame headers in a row.</summary>
    public int Frames { get; private set; }

    /// <summary>Bits of evidence.</summary>
    public int Weight { get; private set; }

    /// <summary>True when the frames are masked.</summary>
    public bool IsMasked { get; private set; }

    /// <summary>Octets before the first one held that belong to no frame that is kept.</summary>
    public long Dropped { get; private set; }

    /// <summary>Times the chain broke.</summary>
    public int Failures { get; private set; }

    public void Begin()
    {
        Restart();
        Dropped = 0;
        Failures = 0;
    }

    /// <summary>Takes in one segment.</summary>
    public void Add(long time, ReadOnlySpan<byte> octets, int limit)
    {
        if (_isDiscarding)
        {
            int inFrame = (int)Math.Min(_position, octets.Length);
            _position -= inFrame;
            Dropped += inFrame;
            octets = octets[inFrame..];
            _isDiscarding = _position > 0;
        }

        if (octets.Length == 0)
        {
            return;
        }

        int before = held.Length;
        held.Append(time, octets);
        if (!Walk())
        {
            Failures++;
            // The segment itself may begin a frame even where what came before was none.
            Drop(before);
            Restart();
            if (before == 0 || !Walk())
            {
                Drop(held.Length);
                Restart();
            }
        }

        if (Frames >= 3)
        {
            Failures = 0;
        }

        Bound(limit);
    }

    /// <summary>Octets are missing: the chain is broken.</summary>
    public void AddGap()
    {
        Drop(held.Length);
        Restart();
    }

    private void Restart()
    {
        _position = 0;
        _lastFrame = 0;
        _isDiscarding = false;
        _isMessageOpen = null;
        Frames = 0;
        Weight = 0;
    }

    private void Drop(int count)
    {
        held.Drop(count);
        Dropped += count;
    }

    private void Bound(int limit)
    {
        if (held.Length <= limit)
        {
            return;
        }

        if (_lastFrame > 0)
        {
            Drop(_lastFrame);
            _position -= _lastFrame;
            _lastFrame = 0;
        }

        if (held.Length > limit)
        {
            _position -= held.Length;
            Drop(held.Length);
            _isDiscarding = _position > 0;
        }
    }

    private bool Walk()
    {
        while (_position < held.Length)
        {
            ReadOnlySpan<byte> rest = held.Octets[(int)_position..];
            if (!FrameReader.TryRead(rest, out FrameHeader header))
            {
                // What is there of the header must do.
                return rest.Length < 2 || IsPlausible(rest[0], rest[1]);
            }

            if (!IsPlausible(rest[0], rest[1]) || !Fits(header))
            {
                return false;
            }

            Weight += HeaderWeight + Weigh(header, rest);
            IsMasked = header.Masked;
            Frames++;
            _lastFrame = (int)_position;
            _position += header.HeaderLength + (long)header.PayloadLength;
            if (_position == held.Length)
            {
                // Whoever writes a frame writes it whole: a segment tends to end where a frame does.
                Weight += BoundaryWeight;
            }
        }

        return true;
    }

    // RFC 6455 §5.2: reserved bits and opcodes; §5.5: control frames are short and whole.
    private bool IsPlausible(byte first, byte second)
    {
        int opcode = first & 0xf;
        bool isControl = opcode >= 8;
        bool isFinal = (first & 0x80) != 0;
        return (first & 0x30) == 0
            && opcode is <= 2 or (>= 8 and <= 10)
            && ((first & 0x40) == 0 || opcode is 1 or 2)
            && (!isControl || (isFinal && (second & 0x7f) <= 125))
            && (Frames == 0 || IsMasked == ((second & 0x80) != 0));
    }

    private bool Fits(in FrameHeader header)
    {
        if (!header.IsMinimalLength || header.PayloadLength > MaxPlausibleLength)
        {
            return false;
        }

        if (header.Opcode >= Opcode.Close)
        {
            return true;
        }

        // RFC 6455 §5.4: a continuation needs a message to continue.
        bool continues = header.Opcode == Opcode.Continuation;
        if (_isMessageOpen is { } isOpen && isOpen != continues)
        {
            return false;
        }

        _isMessageOpen = !header.Fin;
        return true;
    }

    private static int Weigh(in FrameHeader header, ReadOnlySpan<byte> frame)
    {
        if (header.PayloadLength > (ulong)(frame.Length - header.HeaderLength))
        {
            return 0;
        }

        ReadOnlySpan<byte> payload = frame.Slice(header.HeaderLength, (int)header.PayloadLength);
        Span<byte> start = stackalloc byte[64];
        int length = Math.Min(payload.Length, start.Length);
        payload[..length].CopyTo(start);
        if (header.Masked)
        {
            Span<byte> key = stackalloc byte[4];
            header.MaskingKey.Write(key);
            for (int i = 0; i < length; i++)
            {
                start[i] ^= key[i & 3];
            }
        }

        if (header.Opcode == Opcode.Close && length >= 2)
        {
            return BinaryPrimitives.ReadUInt16BigEndian(start) is >= 1000 and < 5000 ? CloseWeight : 0;
        }

        // Valid text is most unlikely by chance. A character cut by the window of 64 does not count against it.
        return header.Opcode == Opcode.Text && !header.Rsv1 && (IsText(start[..length]) || (length == 64 && (IsText(start[..63]) || IsText(start[..62]) || IsText(start[..61]))))
            ? Math.Min(length, MaxTextWeight)
            : 0;
    }

    private static bool IsText(ReadOnlySpan<byte> octets) => Utf8.IsValid(octets);
}

using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>Writes bits lowest first (RFC 1951 §3.1.1) into a span that has room for them and 8 octets more.</summary>
internal ref struct DeflateBitWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;
    private ulong _bits;
    private int _count;
    private int _at;

    /// <summary>Whole octets written; the bits behind them wait for more.</summary>
    public readonly int Octets => _at;

    /// <summary>Takes over, and hands on, the bits that do not fill an octet.</summary>
    public (byte Bits, int Count) Rest
    {
        get
        {
            WriteOctets();
            return ((byte)_bits, _count);
        }

        set => (_bits, _count) = (value.Bits, value.Count);
    }

    /// <summary>Writes up to 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(uint value, int count)
    {
        _bits |= (ulong)value << _count;
        _count += count;
        if (_count >= 32)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_target[_at..], (uint)_bits);
            _at += 4;
            _bits >>= 32;
            _count -= 32;
        }
    }

    /// <summary>Fills the octet with zeros.</summary>
    public void Align()
    {
        _count = (_count + 7) & ~7;
        WriteOctets();
    }

    /// <summary>Writes whole octets at an octet boundary.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        Align();
        octets.CopyTo(_target[_at..]);
        _at += octets.Length;
    }

    private void WriteOctets()
    {
        while (_count >= 8)
        {
            _target[_at++] = (byte)_bits;
            _bits >>= 8;
            _count -= 8;
        }
    }
}

namespace Replay.Sessions.Verdicts;

/// <summary>A payload as a unit repeated to a length, so that a case about megabytes stays a few octets of data.</summary>
public sealed class PayloadPattern
{
    private readonly byte[] _unit;

    /// <summary>A payload of exactly these octets.</summary>
    public PayloadPattern(ReadOnlySpan<byte> octets)
        : this(octets, octets.Length)
    {
    }

    /// <summary>A payload that repeats <paramref name="unit"/> and is cut at <paramref name="length"/> octets.</summary>
    /// <exception cref="ArgumentException">An empty unit cannot fill a length above 0.</exception>
    public PayloadPattern(ReadOnlySpan<byte> unit, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (unit.IsEmpty && length > 0)
        {
            throw new ArgumentException("An empty unit cannot fill a payload.", nameof(unit));
        }

        _unit = unit.ToArray();
        Length = length;
    }

    /// <summary>Octets of the payload.</summary>
    public long Length { get; }

    /// <summary>The octets that are repeated.</summary>
    public ReadOnlySpan<byte> Unit => _unit;

    /// <summary>Fills <paramref name="destination"/> with the payload's octets from <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the payload.</exception>
    public void CopyTo(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - destination.Length);
        for (int at = 0; at < destination.Length;)
        {
            ReadOnlySpan<byte> rest = _unit.AsSpan((int)((offset + at) % _unit.Length));
            int count = Math.Min(rest.Length, destination.Length - at);
            rest[..count].CopyTo(destination[at..]);
            at += count;
        }
    }

    /// <summary>True when <paramref name="octets"/> are the payload's first octets.</summary>
    public bool StartsWith(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > Length)
        {
            return false;
        }

        for (int at = 0; at < octets.Length; at += _unit.Length)
        {
            int count = Math.Min(_unit.Length, octets.Length - at);
            if (!octets.Slice(at, count).SequenceEqual(_unit.AsSpan(0, count)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first <paramref name="count"/> octets, or all of them where there are fewer.</summary>
    public byte[] Take(int count)
    {
        byte[] taken = new byte[Math.Min(count, Length)];
        CopyTo(0, taken);
        return taken;
    }
}

namespace Replay.Capture.HexDumps;

/// <summary>Octets gathered for one record, used over and over.</summary>
internal sealed class OctetBuffer
{
    private byte[] _octets = new byte[4096];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Span => _octets.AsSpan(0, Count);

    public void Add(byte octet)
    {
        if (Count == _octets.Length)
        {
            Array.Resize(ref _octets, Count * 2);
        }

        _octets[Count++] = octet;
    }

    public void Add(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(Room(octets.Length));
        Count += octets.Length;
    }

    /// <summary>Room for at least so many octets behind the last; <see cref="Advance"/> takes them in.</summary>
    public Span<byte> Room(int length)
    {
        if (_octets.Length - Count < length)
        {
            Array.Resize(ref _octets, Math.Max(_octets.Length * 2, Count + length));
        }

        return _octets.AsSpan(Count);
    }

    public void Advance(int length) => Count += length;

    /// <summary>Cuts back to the first <paramref name="count"/> octets.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    public void Clear() => Count = 0;
}

namespace Replay.Sessions;

/// <summary>Octets that grow up to a limit; capacity beyond 1 MiB is given back when cleared.</summary>
internal sealed class OctetBuffer
{
    private const int Keep = 1024 * 1024;
    private byte[] _octets = [];
    private int _length;

    internal ReadOnlySpan<byte> Written => _octets.AsSpan(0, _length);

    /// <summary>Appends what the limit leaves room for.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="limit">Octets kept in all; 0 is unlimited (up to what an array can hold).</param>
    /// <returns>False when some were left out.</returns>
    internal bool Append(ReadOnlySpan<byte> octets, long limit)
    {
        long most = limit == 0 ? Array.MaxLength : Math.Min(limit, Array.MaxLength);
        int take = (int)Math.Min(octets.Length, most - _length);
        if (_length + take > _octets.Length)
        {
            long size = Math.Min(Math.Max(Math.Max(256L, _octets.Length * 2L), _length + take), most);
            Array.Resize(ref _octets, (int)size);
        }

        octets[..take].CopyTo(_octets.AsSpan(_length));
        _length += take;
        return take == octets.Length;
    }

    internal void Clear()
    {
        _length = 0;
        if (_octets.Length > Keep)
        {
            _octets = [];
        }
    }
}

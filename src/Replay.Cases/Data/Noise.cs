namespace Replay.Cases.Data;

/// <summary>Numbers that look random and are the same in every run and on every machine (Marsaglia's xorshift).</summary>
internal struct Noise(uint seed)
{
    private uint _state = seed;

    public uint Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return _state;
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(((ulong)Next() * (uint)limit) >> 32);

    public T Pick<T>(T[] from) => from[Below(from.Length)];
}

namespace Replay.Capture.Tcp;

/// <summary>The connections that one of several readers decodes. Not for several threads.</summary>
public sealed class FlowPart
{
    private readonly FlowDivision _division;
    private readonly int _reader;
    private long _stretch = -1;
    private uint _from;
    private uint _to;
    private bool _isLast;

    internal FlowPart(FlowDivision division, int reader)
    {
        _division = division;
        _reader = reader;
    }

    /// <summary>True for the one reader that counts what belongs to no connection.</summary>
    public bool CountsPackets => _reader == 0;

    /// <summary>True when a connection is of this part: of exactly one.</summary>
    /// <param name="connection">Its number, not less than those asked for before.</param>
    /// <param name="hash">Hash of its endpoints.</param>
    internal bool Owns(long connection, ulong hash)
    {
        long stretch = FlowDivision.StretchOf(connection);
        if (stretch != _stretch)
        {
            _stretch = stretch;
            uint[] bounds = _division.Enter(_reader, stretch);
            _from = bounds[_reader];
            _isLast = _reader + 1 == bounds.Length;
            _to = _isLast ? uint.MaxValue : bounds[_reader + 1];
        }

        // Mixed once more: within a shard, hashes have something in common.
        uint place = (uint)((hash * 0x9e37_79b9_7f4a_7c15) >> 32);
        return place >= _from && (place < _to || _isLast);
    }
}

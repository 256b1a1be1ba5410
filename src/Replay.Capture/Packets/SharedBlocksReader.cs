namespace Replay.Capture.Packets;

/// <summary>One reader's place in a file that several read. To be disposed of by its reader, or the others wait for it.</summary>
public sealed class SharedBlocksReader : IDisposable
{
    private readonly SharedBlocks _file;
    private readonly Action<int>? _onOctets;
    private readonly Action<Exception>? _onFailure;
    private SharedBlocks.Block? _block;
    private int _taken;
    private bool _isOver;

    internal SharedBlocksReader(SharedBlocks file, Action<int>? onOctets, Action<Exception>? onFailure)
    {
        _file = file;
        _onOctets = onOctets;
        _onFailure = onFailure;
    }

    /// <summary>Goes on in place: the next block, with the octets in front of it that are not consumed yet.</summary>
    /// <param name="carried">How many these are.</param>
    /// <param name="block">The memory the block stands in.</param>
    /// <param name="start">Where the octets carried begin.</param>
    /// <param name="end">Where the block ends.</param>
    /// <returns>False when the octets carried do not stand in front of the next block: then <see cref="Read"/> goes on.</returns>
    internal bool TryEnter(int carried, ref byte[] block, ref int start, ref int end)
    {
        if (carried > SharedBlocks.MaxCarried || (_block is not null && _taken < _block.Count) || !Advance())
        {
            return false;
        }

        _taken = _block!.Count;
        block = _block.Octets;
        start = _block.Start - carried;
        end = _block.Start + _taken;
        return true;
    }

    /// <summary>Copies the octets that follow, up to the end of a block.</summary>
    /// <returns>How many; 0 at the end of the file.</returns>
    internal int Read(Span<byte> target)
    {
        if ((_block is null || _taken == _block.Count) && !Advance())
        {
            return 0;
        }

        int count = Math.Min(target.Length, _block!.Count - _taken);
        _block.Octets.AsSpan(_block.Start + _taken, count).CopyTo(target);
        _taken += count;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _file.Leave(_block?.Number ?? 0);
        }
    }

    /// <summary>Leaves the block for the next one. False at the end of the file.</summary>
    private bool Advance()
    {
        if (_isOver || _block is { Count: < SharedBlocks.Size })
        {
            return false;
        }

        SharedBlocks.Block next = _file.Enter(_block is null ? 0 : _block.Number + 1);
        if (_block is not null)
        {
            _file.Leave(_block);
        }

        _block = next;
        _taken = 0;
        if (next.Failure is { } failure)
        {
            _onFailure?.Invoke(failure);
        }

        _onOctets?.Invoke(next.Count);
        return next.Count > 0;
    }
}

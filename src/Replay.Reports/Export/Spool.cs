using Replay.Sessions.Streams;

namespace Replay.Reports.Export;

/// <summary>
/// Keeps what is written of conversations that go on at the same time apart, until each is over and can stand in the
/// output in one piece. Beyond a limit it waits in a temporary file.
/// </summary>
/// <param name="files">Where that file comes from.</param>
/// <param name="limit">Octets kept in memory.</param>
internal sealed class Spool(IOutputFiles files, long limit = Spool.DefaultLimit) : WriteOnlyStream
{
    /// <summary>Octets kept in memory by default.</summary>
    public const long DefaultLimit = 8 * 1024 * 1024;

    private readonly Dictionary<long, Strand> _strands = [];
    private Strand? _selected;
    private Stream? _file;
    private long _fileLength;
    private long _held;

    /// <summary>What is written next belongs to this conversation.</summary>
    /// <param name="key">Any number of its own.</param>
    public void Select(long key)
    {
        if (!_strands.TryGetValue(key, out _selected))
        {
            _strands[key] = _selected = new Strand();
        }
    }

    /// <summary>Hands over what was written of a conversation and forgets it.</summary>
    /// <param name="key">Its number.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>False when nothing was.</returns>
    public bool Release(long key, Stream output)
    {
        if (!_strands.Remove(key, out Strand? strand))
        {
            return false;
        }

        Span<byte> buffer = strand.Blocks.Count > 0 ? new byte[64 * 1024] : [];
        foreach ((long start, long length) in strand.Blocks)
        {
            _file!.Position = start;
            for (long left = length; left > 0;)
            {
                int count = _file.Read(buffer[..(int)Math.Min(left, buffer.Length)]);
                if (count == 0)
                {
                    throw new EndOfStreamException("a temporary file is shorter than it was written");
                }

                output.Write(buffer[..count]);
                left -= count;
            }
        }

        strand.Memory.WriteTo(output);
        _held -= strand.Memory.Length;
        _selected = null;
        return strand.Blocks.Count > 0 || strand.Memory.Length > 0;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Strand strand = _selected!;
        strand.Memory.Write(buffer);
        _held += buffer.Length;
        if (_held > limit)
        {
            _file ??= files.CreateTemporary();
            _file.Position = _fileLength;
            strand.Memory.WriteTo(_file);
            strand.Blocks.Add((_fileLength, strand.Memory.Length));
            _fileLength += strand.Memory.Length;
            _held -= strand.Memory.Length;
            strand.Memory = new MemoryStream();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class Strand
    {
        public MemoryStream Memory { get; set; } = new();

        public List<(long Start, long Length)> Blocks { get; } = [];
    }
}

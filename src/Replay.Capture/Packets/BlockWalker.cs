namespace Replay.Capture.Packets;

/// <summary>
/// Finds the packets of a capture file in blocks of it. Keeps no octets: what a call does not consume comes again at
/// the start of the next block, so that several walkers can go over the same blocks.
/// </summary>
internal abstract class BlockWalker(long packets)
{
    // Some writers get every record wrong in the same way.
    private const int MaxDoubts = 16;

    private int _doubts;

    /// <summary>Packets so far.</summary>
    public long Packets { get; protected set; } = packets;

    /// <summary>Octets that the next record needs in one block; 0 when not known.</summary>
    public int Needed { get; protected set; }

    /// <summary>Octets of the file to pass over before the next block: a record that nobody reads.</summary>
    public long Skip { get; protected set; }

    /// <summary>Why the file cannot be read any further, without a full stop, or null.</summary>
    public string? Failure { get; protected set; }

    /// <summary>True when what the last call stopped at is the beginning of another file.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>The offset of the header that records are read by.</summary>
    public long FileStart { get; protected set; }

    /// <summary>Why the record that the last call stopped at may be none, or null: it is read once <see cref="Trusted"/> says so.</summary>
    public string? Doubt { get; private set; }

    /// <summary>The offset of a record that is to be read as it is.</summary>
    public long Trusted { get; set; } = -1;

    /// <summary>Octets of the record stopped at in which the header of another file may stand.</summary>
    public int Reach { get; protected set; } = 2 * CaptureHeader.Length;

    /// <summary>What its records are called, and how many there were.</summary>
    public abstract (string Kind, long Count) Records { get; }

    /// <summary>Hands on every whole packet of a block.</summary>
    /// <param name="block">Octets of the file that begin where the last call stopped.</param>
    /// <param name="fileOffset">The offset of the first of them.</param>
    /// <param name="handler">Where packets go.</param>
    /// <returns>Octets consumed.</returns>
    public int Walk<THandler>(ReadOnlySpan<byte> block, long fileOffset, ref THandler handler)
        where THandler : struct, IPacketHandler =>
        // Not virtual: generic virtual methods are not compiled beforehand.
        this is PcapWalker pcap
            ? pcap.WalkPackets(block, fileOffset, ref handler)
            : ((PcapngWalker)this).WalkBlocks(block, fileOffset, ref handler);

    /// <summary>Forgets what the last call stopped for.</summary>
    protected void GoOn()
    {
        Needed = 0;
        Skip = 0;
        Doubt = null;
        Reach = 2 * CaptureHeader.Length;
    }

    /// <summary>Doubts a record, unless it is to be trusted or the file is full of its kind.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="doubt">Why it may be none.</param>
    /// <param name="reach">Octets of it in which the header of another file may stand.</param>
    /// <returns>False when it is to be read as it is.</returns>
    protected bool Doubts(long offset, string doubt, int reach)
    {
        if (offset == Trusted || _doubts >= MaxDoubts)
        {
            return false;
        }

        _doubts++;
        Doubt = doubt;
        Reach = reach;
        return true;
    }

    /// <summary>Says what is wrong with octets left at the end of the file, or returns null.</summary>
    public abstract string? DescribeCut(ReadOnlySpan<byte> rest);
}

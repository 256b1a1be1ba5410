using Replay.Protocol;

namespace Replay.Reports.Text;

/// <summary>What a wire log remembers of one direction: the message in progress.</summary>
internal sealed class WireLogStream
{
    public bool HeadSeen { get; set; }

    public Opcode MessageOpcode { get; set; }

    public bool Compressed { get; set; }

    /// <summary>Octets of the message's frames on the wire.</summary>
    public ulong WireLength { get; set; }

    /// <summary>The last data frame that was printed: a filter may have left out those of a message.</summary>
    public long LastDataFrame { get; set; } = -1;
}

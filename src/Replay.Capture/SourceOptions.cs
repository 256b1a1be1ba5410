using Replay.Capture.Tcp;
using Replay.Protocol;

namespace Replay.Capture;

/// <summary>What the user asked of the sources. Every limit has a name here and an option on the command line.</summary>
public sealed record SourceOptions
{
    /// <summary>The defaults.</summary>
    public static readonly SourceOptions Default = new();

    /// <summary>Whose transmissions are TX, where the user says so; otherwise the source decides.</summary>
    public Perspective? Perspective { get; init; }

    /// <summary>The direction of octets that carry no mark of their own.</summary>
    public Direction? Direction { get; init; }

    /// <summary>Characters of one line of a text input; a longer one is reported and skipped.</summary>
    public int MaxLine { get; init; } = 64 * 1024 * 1024;

    /// <summary>Octets of a document that has to be held whole (a report, a HAR).</summary>
    public long MaxDocument { get; init; } = 512L * 1024 * 1024;

    /// <summary>
    /// TCP connections followed at once in a packet capture; beyond it those idle longest are closed out. Likewise connections of our
    /// own NDJSON that no line has ended; beyond it all of them are.
    /// </summary>
    public int MaxConnections { get; init; } = 262_144;

    /// <summary>Closed TCP connections remembered, so that their late packets do not count as new ones.</summary>
    public int MaxClosedConnections { get; init; } = 8192;

    /// <summary>Octets of one TCP direction held while earlier ones are missing; beyond it the hole is a gap.</summary>
    public int MaxReorderOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>Segments of one TCP direction held while earlier octets are missing; beyond it the hole is a gap.</summary>
    public int MaxReorderPackets { get; init; } = 1024;

    /// <summary>
    /// Time of the capture for which octets that were acknowledged and not seen may still come, since captures put a packet behind
    /// its acknowledgment (several queues of a card, files that were merged); then they are a gap. Zero waits for none.
    /// </summary>
    public TimeSpan MaxGapWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Packets of the connection for which they may, whichever ends first.</summary>
    public int MaxGapWaitPackets { get; init; } = 128;

    /// <summary>Octets held for reordering and for detection over all TCP connections.</summary>
    public long MaxHeldOctets { get; init; } = 64L * 1024 * 1024;

    /// <summary>Octets of one TCP direction looked at, and held, until it is known whether they are WebSocket.</summary>
    public int MaxDetectionOctets { get; init; } = 128 * 1024;

    /// <summary>Time of the capture after which a TCP connection without packets is closed out; zero never does.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Octets of one packet; a longer one is taken for a damaged length.</summary>
    public int MaxPacket { get; init; } = 16 * 1024 * 1024;

    /// <summary>Fragmented IP datagrams held at once; beyond it the oldest is dropped.</summary>
    public int MaxFragmentedDatagrams { get; init; } = 1024;

    /// <summary>True to drop packets whose IPv4 or TCP checksum is wrong (captures of offloaded traffic have such).</summary>
    public bool VerifyChecksums { get; init; }

    /// <summary>The TCP connections that are decoded; the others are only followed, so that numbers are those of the whole.</summary>
    public FlowShare Share { get; init; } = FlowShare.Whole;

    /// <summary>Ports whose connections are WebSocket although the capture has no handshake of theirs.</summary>
    public IReadOnlyList<int> WebSocketPorts { get; init; } = [];

    /// <summary>Numbers of TCP connections that are WebSocket although the capture has no handshake of theirs.</summary>
    public IReadOnlyList<long> WebSocketConnections { get; init; } = [];
}

using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Packets.Writing;

/// <summary>
/// Writes conversations as a packet capture: Ethernet, IP and TCP are made where the record has none. Violations become
/// comments on the packet that carries the octet they are about.
/// </summary>
public sealed class CaptureFileWriter : SessionWriter
{
    /// <summary>Octets of packets that are held back for remarks by default.</summary>
    public const long DefaultLookBehind = 16 * 1024 * 1024;

    private const long Microsecond = 1000;

    private readonly Stream _stream;
    private readonly bool _hasComments;
    private readonly PacketQueue _packets;
    private readonly Dictionary<long, ExportedConversation> _open = [];
    private long _clock;

    /// <summary>Writes the file's header.</summary>
    /// <param name="stream">Where to; closed with the writer.</param>
    /// <param name="isPcapng">True for pcapng, false for pcap with nanoseconds, which has no comments.</param>
    /// <param name="application">The program that writes, for the header.</param>
    /// <param name="lookBehind">Octets of packets held back for remarks.</param>
    public CaptureFileWriter(Stream stream, bool isPcapng, string? application = null, long lookBehind = DefaultLookBehind)
    {
        _stream = stream;
        _hasComments = isPcapng;
        IPacketWriter writer = isPcapng ? new PcapngWriter(stream, application: application) : new PcapWriter(stream);
        _packets = new PacketQueue(writer, isPcapng ? lookBehind : 0);
    }

    /// <inheritdoc/>
    public override void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        bool hasStart = handshake.State != HandshakeState.Missing;
        _open[connection.Connection] = new ExportedConversation(connection, hasStart, _packets);
        if (!hasStart)
        {
            Lose("a conversation has no opening handshake: it is written without SYN, and found by its frames when there are enough of them in both directions");
        }
    }

    /// <inheritdoc/>
    public override void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        // What the record leaves out follows as a gap.
        if (!octets.Octets.IsEmpty && Find(connection) is { } conversation)
        {
            conversation.Send(octets.Direction, Clock(octets.Time), octets.Offset, octets.Octets);
        }
    }

    /// <inheritdoc/>
    public override void OnGap(ConnectionInfo connection, in GapView gap)
    {
        if (Find(connection) is { } conversation && !conversation.Skip(gap.Direction, Clock(gap.Time), gap.Length))
        {
            Lose(gap.Length is null
                ? "packets cannot say that an unknown number of octets is missing: 1048576 stand for them"
                : "a gap is longer than sequence numbers can say: 536870912 octets stand for it");
        }
    }

    /// <inheritdoc/>
    public override void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        if (!_hasComments)
        {
            Lose("pcap has no comments: the violations are left out (pcapng keeps them)");
        }
        else if (Find(connection) is { } conversation && !conversation.Remark(violation.Direction, violation.Offset, ViolationRemark.Of(violation)))
        {
            Lose("violations of frames longer than the packets held back stand as comments on a later packet of their connection");
        }
    }

    /// <inheritdoc/>
    public override void OnRemark(ConnectionInfo connection, Timestamp time, string text) =>
        Lose(SessionLoss.Remarks);

    /// <inheritdoc/>
    public override void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (_open.Remove(connection.Connection, out ExportedConversation? conversation))
        {
            conversation.End(Clock(end.Time), end);
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        _packets.Flush();
        _stream.Flush();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private ExportedConversation? Find(ConnectionInfo connection) => _open.GetValueOrDefault(connection.Connection);

    /// <summary>The time of a record, or a microsecond after the last where it has none. Captures know no time before 1970.</summary>
    private long Clock(Timestamp time) => _clock = time.HasValue ? Math.Max(time.UnixNanoseconds, 0) : _clock + Microsecond;
}

using Replay.Capture.Tcp;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>From the statistics of captures to what reports say of them.</summary>
internal static class CaptureCounts
{
    /// <summary>The totals, or null when no capture was read.</summary>
    public static CaptureTotals? Of(CaptureStatistics statistics) => statistics.Octets == 0 ? null : new CaptureTotals
    {
        Packets = statistics.Packets,
        Octets = statistics.Octets,
        Connections = statistics.Connections,
        WebSocketConnections = statistics.WebSocketConnections,
        Counts =
        [
            new("otherPackets", "packets without TCP", statistics.OtherPackets),
            new("malformedPackets", "packets with damaged headers", statistics.MalformedPackets),
            new("fragments", "IP fragments", statistics.Fragments),
            new("checksumFailures", "packets with a wrong checksum", statistics.ChecksumFailures),
            new("retransmissions", "retransmissions", statistics.Retransmissions),
            new("reordered", "segments out of order", statistics.Reordered),
            new("missingOctets", "octets missing", (long)Math.Min(statistics.MissingOctets, long.MaxValue)),
            new("evictedConnections", "connections given up at a limit", statistics.EvictedConnections),
        ],
        Skipped =
        [
            new("tls", "encrypted (TLS), which needs keys", statistics.Skipped(SkippedKind.Tls)),
            new("http", "HTTP/1 without WebSocket", statistics.Skipped(SkippedKind.Http)),
            new("http2", "HTTP/2", statistics.Skipped(SkippedKind.Http2)),
            new("other", "anything else", statistics.Skipped(SkippedKind.Other)),
            new("empty", "without a single octet", statistics.Skipped(SkippedKind.Empty)),
        ],
        Encrypted = [.. statistics.Tls.Select(static one => new EncryptedConnection(one.Connection, one.Client, one.Server, one.ServerName, one.Protocols))],
    };
}

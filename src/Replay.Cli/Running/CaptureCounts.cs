using Replay.Capture.Tcp;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>From the statistics of captures to what reports say of them.</summary>
internal static class CaptureCounts
{
    /// <summary>The totals, or null when no capture was read.</summary>
    public static CaptureTotals? Of(CaptureStatistics statistics) => !statistics.HasCaptures ? null : new CaptureTotals
    {
        Packets = statistics.Packets,
        Octets = statistics.Octets,
        Connections = statistics.Connections,
        WebSocketConnections = statistics.WebSocketConnections,
        Counts =
        [
            Count("otherPackets", statistics.OtherPackets),
            Count("malformedPackets", statistics.MalformedPackets),
            Count("fragments", statistics.Fragments),
            Count("checksumFailures", statistics.ChecksumFailures),
            Count("retransmissions", statistics.Retransmissions),
            Count("reordered", statistics.Reordered),
            Count("missingOctets", (long)Math.Min(statistics.MissingOctets, long.MaxValue)),
            Count("evictedConnections", statistics.EvictedConnections),
        ],
        Skipped =
        [
            Count("tls", statistics.Skipped(SkippedKind.Tls)),
            Count("http", statistics.Skipped(SkippedKind.Http)),
            Count("http2", statistics.Skipped(SkippedKind.Http2)),
            Count("other", statistics.Skipped(SkippedKind.Other)),
            Count("empty", statistics.Skipped(SkippedKind.Empty)),
        ],
        Encrypted = [.. statistics.Tls.Select(static one => new EncryptedConnection(one.Connection, one.Client, one.Server, one.ServerName, one.Protocols))],
    };

    /// <summary>What people call a count; null for one that is not known.</summary>
    public static string? Label(string name) => name switch
    {
        "otherPackets" => "packets without TCP",
        "malformedPackets" => "packets with damaged headers",
        "fragments" => "IP fragments",
        "checksumFailures" => "packets with a wrong checksum",
        "retransmissions" => "retransmissions",
        "reordered" => "segments out of order",
        "missingOctets" => "octets missing",
        "evictedConnections" => "connections given up at a limit",
        "tls" => "encrypted (TLS), which needs keys",
        "http" => "HTTP/1 without WebSocket",
        "http2" => "HTTP/2",
        "other" => "anything else",
        "empty" => "without a single octet",
        _ => null,
    };

    private static CaptureCount Count(string name, long value) => new(name, Label(name)!, value);
}

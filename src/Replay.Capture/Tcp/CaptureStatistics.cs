namespace Replay.Capture.Tcp;

/// <summary>What packet captures held. Counts run over all inputs of a run.</summary>
public sealed class CaptureStatistics
{
    /// <summary>Encrypted connections listed by name; beyond it they are only counted.</summary>
    public const int MaxTlsListed = 10_000;

    private readonly long[] _skipped = new long[Enum.GetValues<SkippedKind>().Length];
    private readonly List<TlsConnection> _tls = [];

    /// <summary>Packets read so far, while captures are read.</summary>
    internal Func<long>? Moment { get; set; }

    /// <summary>True once a capture was read.</summary>
    public bool HasCaptures { get; internal set; }

    /// <summary>Packets.</summary>
    public long Packets { get; internal set; }

    /// <summary>Octets of the captures, record headers included.</summary>
    public long Octets { get; internal set; }

    /// <summary>Packets that hold no TCP segment.</summary>
    public long OtherPackets { get; internal set; }

    /// <summary>Packets whose headers could not be read.</summary>
    public long MalformedPackets { get; internal set; }

    /// <summary>IP fragments.</summary>
    public long Fragments { get; internal set; }

    /// <summary>Packets dropped for their checksum, when checksums are verified.</summary>
    public long ChecksumFailures { get; internal set; }

    /// <summary>TCP segments that brought nothing new.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>TCP segments that had to wait for earlier octets.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Octets of TCP streams missing from the captures, as far as known.</summary>
    public ulong MissingOctets { get; internal set; }

    /// <summary>TCP connections.</summary>
    public long Connections { get; internal set; }

    /// <summary>Those handed to the decoder.</summary>
    public long WebSocketConnections { get; internal set; }

    /// <summary>Connections that could not be followed to their end because of a limit.</summary>
    public long EvictedConnections { get; internal set; }

    /// <summary>Encrypted connections by number, the first <see cref="MaxTlsListed"/> of them.</summary>
    public IReadOnlyList<TlsConnection> Tls => _tls;

    /// <summary>Connections not decoded, by reason.</summary>
    public long Skipped(SkippedKind kind) => _skipped[(int)kind];

    internal void AddSkipped(SkippedKind kind) => _skipped[(int)kind]++;

    internal void AddTls(TlsConnection connection)
    {
        // They come nearly in order: whatever the order, the same are kept.
        int at = _tls.Count;
        while (at > 0 && _tls[at - 1].Connection > connection.Connection)
        {
            at--;
        }

        if (at < MaxTlsListed)
        {
            _tls.Insert(at, connection);
            if (_tls.Count > MaxTlsListed)
            {
                _tls.RemoveAt(MaxTlsListed);
            }
        }
    }

    /// <summary>Forgets what belongs to no connection: another reader of the same captures counts it.</summary>
    internal void ForgetPackets() =>
        (Packets, Octets, OtherPackets, MalformedPackets, Fragments, ChecksumFailures) = (0, 0, 0, 0, 0, 0);

    /// <summary>Adds the counts of another reader.</summary>
    internal void Add(CaptureStatistics other)
    {
        HasCaptures |= other.HasCaptures;
        Packets += other.Packets;
        Octets += other.Octets;
        OtherPackets += other.OtherPackets;
        MalformedPackets += other.MalformedPackets;
        Fragments += other.Fragments;
        ChecksumFailures += other.ChecksumFailures;
        Retransmissions += other.Retransmissions;
        Reordered += other.Reordered;
        MissingOctets += other.MissingOctets;
        Connections += other.Connections;
        WebSocketConnections += other.WebSocketConnections;
        EvictedConnections += other.EvictedConnections;
        for (int i = 0; i < _skipped.Length; i++)
        {
            _skipped[i] += other._skipped[i];
        }

        foreach (TlsConnection connection in other._tls)
        {
            AddTls(connection);
        }
    }
}

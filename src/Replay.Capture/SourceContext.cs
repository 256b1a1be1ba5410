using Replay.Capture.Packets;
using Replay.Capture.Tcp;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Capture;

/// <summary>Where a format delivers, and what it was asked.</summary>
public sealed class SourceContext(IOctetSink sink, SourceOptions options, CancellationToken cancellation = default)
{
    private long _connections;

    /// <summary>Where connections and problems go.</summary>
    public IOctetSink Sink { get; } = sink;

    /// <summary>Takes results of live runs, where the command can do something with them; else null.</summary>
    public Action<CaseResult>? Results { get; init; }

    /// <summary>What the user asked for.</summary>
    public SourceOptions Options { get; } = options;

    /// <summary>Cancelled when the user presses Ctrl-C; readers stop between records.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Connections numbered so far, those that are not WebSocket included.</summary>
    public long Connections => _connections;

    /// <summary>The connections that are to be decoded; the others are numbered only.</summary>
    public FlowShare Share { get; init; } = options.Share;

    /// <summary>True when the next connection is to be decoded here.</summary>
    /// <param name="hash">Hash of its endpoints.</param>
    internal bool OwnsNext(ulong hash) => Share.Owns(hash) && Part?.Owns(_connections, hash) != false;

    /// <summary>Connections of the share numbered so far.</summary>
    public long OwnConnections { get; private set; }

    /// <summary>The next connection's number, counted from 1 over all inputs.</summary>
    public long NextConnection() => NextConnection(isOwn: true);

    /// <summary>The same.</summary>
    /// <param name="isOwn">False for a connection of another share.</param>
    internal long NextConnection(bool isOwn)
    {
        OwnConnections += isOwn ? 1 : 0;
        return ++_connections;
    }

    /// <summary>Of those, the connections that this reader decodes; null where it is the only one.</summary>
    internal FlowPart? Part { get; private init; }

    /// <summary>True for the one reader of all shards that counts what belongs to no connection: packets, octets, damage of the files.</summary>
    internal bool CountsPackets => Share.CountsPackets && Part?.CountsPackets != false;

    /// <summary>A context for one of several readers that share the captures of this one.</summary>
    /// <param name="sink">Where its connections and problems go.</param>
    /// <param name="part">What it decodes.</param>
    public SourceContext Fork(IOctetSink sink, FlowPart part) =>
        new(sink, Options, Cancellation) { Share = Share, Part = part, _connections = _connections };

    /// <summary>Takes over what a reader has found. Each of them has numbered all connections.</summary>
    public void Join(SourceContext reader)
    {
        _connections = reader._connections;
        OwnConnections += reader.OwnConnections;
        Statistics.Add(reader.Statistics);
        foreach (DecryptionSecrets secrets in reader.CountsPackets ? reader.Secrets : [])
        {
            Secrets.Add(secrets);
        }
    }

    /// <summary>What packet captures held, over all inputs.</summary>
    public CaptureStatistics Statistics { get; } = new();

    /// <summary>TLS secrets that came with the captures.</summary>
    public IList<DecryptionSecrets> Secrets { get; } = [];
}

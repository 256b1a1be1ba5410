using Replay.Capture.Packets;
using Replay.Capture.Tcp;
using Replay.Sessions;

namespace Replay.Capture;

/// <summary>Where a format delivers, and what it was asked.</summary>
public sealed class SourceContext(IOctetSink sink, SourceOptions options, CancellationToken cancellation = default)
{
    private long _connections;

    /// <summary>Where connections and problems go.</summary>
    public IOctetSink Sink { get; } = sink;

    /// <summary>What the user asked for.</summary>
    public SourceOptions Options { get; } = options;

    /// <summary>Cancelled when the user presses Ctrl-C; readers stop between records.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Connections numbered so far, those that are not WebSocket included.</summary>
    public long Connections => _connections;

    /// <summary>The next connection's number, counted from 1 over all inputs.</summary>
    public long NextConnection() => ++_connections;

    /// <summary>What packet captures held, over all inputs.</summary>
    public CaptureStatistics Statistics { get; } = new();

    /// <summary>TLS secrets that came with the captures.</summary>
    public IList<DecryptionSecrets> Secrets { get; } = [];
}

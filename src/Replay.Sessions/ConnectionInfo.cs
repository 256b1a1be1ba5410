using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Sessions;

/// <summary>What a source knows of a connection before its first octet.</summary>
public sealed record ConnectionInfo
{
    /// <summary>Number of the connection, from 1, counted over all inputs of a run.</summary>
    public required long Connection { get; init; }

    /// <summary>The input it comes from, as the user named it (with a member's path for directories and archives).</summary>
    public required string Source { get; init; }

    private string? _client;
    private string? _server;

    /// <summary>address:port of the client, or null.</summary>
    public string? Client
    {
        get => _client ??= ClientEndpoint?.ToString();
        init => _client = value;
    }

    /// <summary>address:port of the server, or null.</summary>
    public string? Server
    {
        get => _server ??= ServerEndpoint?.ToString();
        init => _server = value;
    }

    /// <summary>The client, where the source says it as a number; <see cref="Client"/> says it always.</summary>
    public Ipv4Endpoint? ClientEndpoint { get; init; }

    /// <summary>The server, likewise.</summary>
    public Ipv4Endpoint? ServerEndpoint { get; init; }

    /// <summary>Whose transmissions are TX.</summary>
    public Perspective Perspective { get; init; }

    /// <summary>When it began.</summary>
    public Timestamp Started { get; init; } = Timestamp.None;

    /// <summary>The Autobahn report it was read from, or null.</summary>
    public AutobahnReport? Report { get; init; }

    /// <summary>
    /// True when TX here is what the Autobahn report calls RX: the user asked for the other side's view of it.
    /// </summary>
    public bool IsReversed =>
        Report is not null && Perspective != (Report.Closing.IsServer == true ? Perspective.Server : Perspective.Client);

    /// <summary>True when the source states that its octets start at a frame.</summary>
    public bool StartsAtFrame { get; init; }

    /// <summary>What the source's format cannot say (no masking keys in a HAR, no times in a hex dump), for the reader.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];
}

using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>
/// What is known of a connection when it begins, as a value: for captures of so many short connections that an object for each,
/// which hardly any of them needs, costs more than their frames.
/// </summary>
public readonly struct ConnectionStart
{
    /// <summary>See <see cref="ConnectionInfo.Connection"/>.</summary>
    public required long Connection { get; init; }

    /// <summary>See <see cref="ConnectionInfo.Source"/>.</summary>
    public required string Source { get; init; }

    /// <summary>See <see cref="ConnectionInfo.ClientEndpoint"/>.</summary>
    public Ipv4Endpoint? ClientEndpoint { get; init; }

    /// <summary>See <see cref="ConnectionInfo.ServerEndpoint"/>.</summary>
    public Ipv4Endpoint? ServerEndpoint { get; init; }

    /// <summary>The client's endpoint where it is no IPv4 endpoint.</summary>
    public string? Client { get; init; }

    /// <summary>The server's endpoint where it is no IPv4 endpoint.</summary>
    public string? Server { get; init; }

    /// <summary>See <see cref="ConnectionInfo.Perspective"/>.</summary>
    public Perspective Perspective { get; init; }

    /// <summary>See <see cref="ConnectionInfo.Started"/>.</summary>
    public Timestamp Started { get; init; }

    /// <summary>See <see cref="ConnectionInfo.StartsAtFrame"/>.</summary>
    public bool StartsAtFrame { get; init; }

    /// <summary>See <see cref="ConnectionInfo.Limits"/>; null for none.</summary>
    public IReadOnlyList<string>? Limits { get; init; }

    /// <summary>The same as an object.</summary>
    public ConnectionInfo ToInfo() => new()
    {
        Connection = Connection,
        Source = Source,
        ClientEndpoint = ClientEndpoint,
        ServerEndpoint = ServerEndpoint,
        Client = Client,
        Server = Server,
        Perspective = Perspective,
        Started = Started,
        StartsAtFrame = StartsAtFrame,
        Limits = Limits ?? [],
    };
}

namespace Replay.Engine.Connecting;

/// <summary>Why there is no connection.</summary>
/// <param name="Kind">The step that failed.</param>
/// <param name="Message">What happened, without a full stop: "connection refused".</param>
public sealed record ConnectFailure(ConnectFailureKind Kind, string Message)
{
    /// <summary>"connect: 127.0.0.1:9001: connection refused".</summary>
    public override string ToString() => Kind switch
    {
        ConnectFailureKind.Name => "name: ",
        ConnectFailureKind.Connect => "connect: ",
        ConnectFailureKind.Tls => "TLS: ",
        ConnectFailureKind.Proxy => "proxy: ",
        _ => "timeout: ",
    } + Message;
}

namespace Replay.Engine.Connecting;

/// <summary>Carries a failure out of the steps of an attempt; never leaves <see cref="Connector"/>.</summary>
internal sealed class ConnectException(ConnectFailureKind kind, string message) : Exception(message)
{
    public ConnectFailure Failure { get; } = new(kind, message);
}

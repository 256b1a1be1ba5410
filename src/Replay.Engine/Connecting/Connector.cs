
namespace Replay.Engine.Connecting;

/// <summary>Makes connections: name, TCP or Unix socket, proxy, TLS.</summary>
public static class Connector
{
    /// <summary>Connects. A failure is a result, not an exception.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="options">How; its open timeout is for all steps together.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static async Task<ConnectResult> ConnectAsync(Target target, ConnectOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        using var deadline = new CancellationTokenSource(options.OpenTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var attempt = new ConnectAttempt(target, options, either.Token);
        try
        {
            return new ConnectResult(await attempt.RunAsync().ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ConnectResult(null, attempt.TimedOut());
        }
        catch (ConnectException exception)
        {
            return new ConnectResult(null, exception.Failure);
        }
    }
}

using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>
/// A sink that turns conversations into a file of another kind. What that kind cannot hold is said in
/// <see cref="Losses"/>.
/// </summary>
public abstract class SessionWriter : ISessionSink, IDisposable
{
    private readonly List<string> _losses = [];

    /// <summary>What could not be written, a sentence each, in the order in which it was noticed.</summary>
    public IReadOnlyList<string> Losses => _losses;

    /// <summary>Writes what remains. The last call.</summary>
    /// <exception cref="IOException">The output cannot be written, which any other call may find out as well.</exception>
    public abstract void Complete();

    /// <summary>Closes what the writer opened, whether or not it is complete.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public virtual void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
    }

    /// <inheritdoc/>
    public virtual void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
    }

    /// <inheritdoc/>
    public virtual void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
    }

    /// <inheritdoc/>
    public virtual void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
    }

    /// <inheritdoc/>
    public virtual void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
    }

    /// <inheritdoc/>
    public virtual void OnMessage(ConnectionInfo connection, in MessageView message)
    {
    }

    /// <inheritdoc/>
    public virtual void OnViolation(ConnectionInfo connection, in Violation violation)
    {
    }

    /// <inheritdoc/>
    public virtual void OnGap(ConnectionInfo connection, in GapView gap)
    {
    }

    /// <inheritdoc/>
    public virtual void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
    }

    /// <inheritdoc/>
    public virtual void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
    }

    /// <inheritdoc/>
    public virtual void OnProblem(CaptureProblem problem)
    {
    }

    /// <summary>Closes what the writer opened.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Notes what is lost, once.</summary>
    /// <param name="what">A sentence; one of few, so that the list stays short.</param>
    protected void Lose(string what)
    {
        if (!_losses.Contains(what))
        {
            _losses.Add(what);
        }
    }
}

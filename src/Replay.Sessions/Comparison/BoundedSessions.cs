using Replay.Protocol;

namespace Replay.Sessions.Comparison;

/// <summary>
/// Keeps whole conversations to compare, up to a number of octets over all of them; frames and messages count with what they
/// take beside their payload. What comes behind the limit is left out, and said so.
/// </summary>
/// <param name="maxOctets">Octets of memory, roughly.</param>
public sealed class BoundedSessions(long maxOctets) : ISessionSink
{
    /// <summary>What an item takes beside its payload.</summary>
    private const int ItemOctets = 256;

    private readonly SessionBuilder _builder = new(maxOctets);
    private long _left = maxOctets;

    /// <summary>The conversations, by connection number.</summary>
    public IReadOnlyList<Session> Sessions => [.. _builder.Sessions.OrderBy(static session => session.Connection.Connection)];

    /// <summary>The first connection of which something was left out, or null.</summary>
    public long? CutFrom { get; private set; }

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        _left -= ItemOctets;
        _builder.OnConnection(connection, handshake);
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        // Messages and frames say what was said; how it was cut into packets is not compared.
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request) => _builder.OnHandshakeRequest(connection, in request);

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response) => _builder.OnHandshakeResponse(connection, in response);

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        if (HasRoom(connection, frame.Payload.Length))
        {
            _builder.OnFrame(connection, in frame);
        }
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        if (HasRoom(connection, message.Data.Length))
        {
            _builder.OnMessage(connection, in message);
        }
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        if (HasRoom(connection, 0))
        {
            _builder.OnViolation(connection, in violation);
        }
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        if (HasRoom(connection, 0))
        {
            _builder.OnGap(connection, in gap);
        }
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        // Timers of a wire log are the tool's, not the conversation's.
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics) => _builder.OnEnd(connection, in end, statistics);

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => _builder.OnProblem(problem);

    private bool HasRoom(ConnectionInfo connection, int octets)
    {
        _left -= ItemOctets + octets;
        if (_left < 0)
        {
            CutFrom ??= connection.Connection;
        }

        return _left >= 0;
    }
}

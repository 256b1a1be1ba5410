using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>
/// wsreplay's own hex form: a <c>tx:</c> or <c>rx:</c> line for every piece of a stream, with its time where there is
/// one. Reading it gives the same frames again, unless conversations went on at the same time: they follow each other
/// piece by piece here, and in one piece each as <see cref="HexWriter"/> writes them.
/// </summary>
public sealed class HexReport : IReport
{
    private readonly Utf8Output _output;
    private readonly HexLines _lines;
    private long _current;

    /// <summary>Makes a report.</summary>
    /// <param name="stream">Where it goes; not closed.</param>
    public HexReport(Stream stream)
    {
        _output = new Utf8Output(stream);
        _lines = new HexLines(_output);
    }

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
    }

    /// <inheritdoc/>
    public void Complete(long? connections = null) => _output.Flush();

    /// <inheritdoc/>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        Enter(connection);
        _lines.WriteOctets(connection, octets);
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
    }

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
    }

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        Enter(connection);
        _lines.WriteGap(connection, gap);
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (_current == connection.Connection)
        {
            _lines.WriteEnd(end.How);
        }
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem)
    {
    }

    private void Enter(ConnectionInfo connection)
    {
        if (_current == connection.Connection)
        {
            return;
        }

        if (_current != 0)
        {
            _output.Write("--- connection\n"u8);
        }

        _current = connection.Connection;
    }
}

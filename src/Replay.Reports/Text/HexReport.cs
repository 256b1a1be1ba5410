using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>
/// wsreplay's own hex form: a <c>tx:</c> or <c>rx:</c> line for every piece of a stream, with its time where there is
/// one. Reading it gives the same frames again.
/// </summary>
/// <param name="stream">Where it goes; not closed.</param>
public sealed class HexReport(Stream stream) : IReport
{
    private readonly Utf8Output _output = new(stream);
    private readonly TimestampText _times = new();
    private long _current;

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
        Begin(connection, octets.Direction, octets.Time);
        _output.WriteHex(octets.Octets);
        ulong held = (ulong)octets.Octets.Length;
        if (octets.Length > held)
        {
            _output.Write(held > 0 ? " "u8 : default);
            Elision(octets.Length - held);
        }

        _output.Write((byte)'\n');
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
        // What the record left out came as octets already.
        if (gap.State == OctetState.Elided)
        {
            return;
        }

        if (gap.Length is { } length)
        {
            Begin(connection, gap.Direction, gap.Time);
            Elision(length);
            _output.Write((byte)'\n');
        }
        else
        {
            _output.Write(gap.Direction == Direction.Tx
                ? "# octets of tx are missing here, nobody knows how many\n"u8
                : "# octets of rx are missing here, nobody knows how many\n"u8);
        }
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem)
    {
    }

    private void Begin(ConnectionInfo connection, Direction direction, Timestamp time)
    {
        if (_current != connection.Connection)
        {
            if (_current != 0)
            {
                _output.Write("--- connection\n"u8);
            }

            _current = connection.Connection;
        }

        if (time.HasValue)
        {
            Span<byte> text = _output.Reserve(TimestampText.MaxLength);
            _output.Advance(_times.Format(time, text));
            _output.Write((byte)' ');
        }

        // Whoever reads it back takes tx for the client's side unless told otherwise.
        _output.Write((direction == Direction.Tx) == (connection.Perspective == Perspective.Client) ? "tx: "u8 : "rx: "u8);
    }

    /// <summary>The words that stand for octets that are not there.</summary>
    private void Elision(ulong count)
    {
        _output.Write("... "u8);
        _output.Write(count);
        _output.Write(" more bytes"u8);
    }
}

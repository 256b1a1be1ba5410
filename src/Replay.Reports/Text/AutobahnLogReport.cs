using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Text;

/// <summary>
/// Wire logs as Autobahn prints them. A report's own log comes out line for line (controls escaped); a conversation from another source
/// gets the lines Autobahn would have written: octets when they were sent or received, frames as they complete.
/// </summary>
/// <param name="stream">Where it goes; not closed.</param>
public sealed class AutobahnLogReport(Stream stream) : IReport
{
    private const int Width = 100;
    private const int Indent = 15;

    private readonly Utf8Output _output = new(stream);
    private readonly Dictionary<long, int> _lines = [];
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
        if (connection.Report is not null || octets.Octets.IsEmpty)
        {
            return;
        }

        Begin(connection, octets.Direction == Direction.Tx ? "TX OCTETS: "u8 : "RX OCTETS: "u8);
        ReadOnlySpan<byte> rest = octets.Octets;
        while (rest.Length > Width / 2)
        {
            _output.WriteHex(rest[..(Width / 2)]);
            _output.Write((byte)'\n');
            _output.WriteSpaces(Indent);
            rest = rest[(Width / 2)..];
        }

        _output.WriteHex(rest);
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
        if (connection.Report is not null)
        {
            return;
        }

        FrameHeader header = frame.Start.Header;
        bool sent = frame.Start.Direction == Direction.Tx;
        Begin(connection, sent ? "TX FRAME : "u8 : "RX FRAME : "u8);
        _output.Write("OPCODE="u8);
        _output.Write((ulong)header.Opcode);
        _output.Write(header.Fin ? ", FIN=True, RSV="u8 : ", FIN=False, RSV="u8);
        _output.Write((ulong)header.Rsv);
        _output.Write(", PAYLOAD-LEN="u8);
        _output.Write(header.PayloadLength);
        _output.Write(sent ? default : header.Masked ? ", MASKED=True"u8 : ", MASKED=False"u8);
        _output.Write(", MASK="u8);
        _output.Write(header.Masked ? header.MaskingKey.ToString() : "None");
        _output.Write(sent ? ", PAYLOAD-REPEAT-LEN=None, CHOPSIZE=None, SYNC=False\n"u8 : "\n"u8);
        WritePayload(frame.Payload);
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
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        if (connection.Report is null)
        {
            Begin(connection, default);
            new VisibleText(_output, Palette.None).Write(text);
            _output.Write((byte)'\n');
        }
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (connection.Report is not null)
        {
            WriteLog(connection);
            return;
        }

        // "Me" is who wrote the log: the client unless the record was made at the server.
        bool? byMe = end.DroppedBy switch
        {
            Party.Client => connection.Perspective == Perspective.Client,
            Party.Server => connection.Perspective == Perspective.Server,
            _ => null,
        };
        if (byMe is { } me)
        {
            Begin(connection, me ? "TCP DROPPED BY ME\n"u8 : "TCP DROPPED BY PEER\n"u8);
        }

        _lines.Remove(connection.Connection);
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem)
    {
    }

    private void WriteLog(ConnectionInfo connection)
    {
        if (_current != 0)
        {
            _output.Write((byte)'\n');
        }

        _current = connection.Connection;
        var text = new VisibleText(_output, Palette.None);
        foreach (string line in WireLogText.Lines(connection.Report!))
        {
            text.Write(line);
            _output.Write((byte)'\n');
        }
    }

    /// <summary>Payloads as text where they are UTF-8 that can be shown, else as hex digits; empty ones have no line.</summary>
    private void WritePayload(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        _output.WriteSpaces(Indent);
        if (VisibleText.IsReadable(payload))
        {
            new VisibleText(_output, Palette.None).Write(payload, Indent, Width, int.MaxValue - 1, breaksAreOurs: false);
            _output.Write((byte)'\n');
            return;
        }

        _output.Write("0x"u8);
        int room = (Width / 2) - 1;
        while (payload.Length > room)
        {
            _output.WriteHex(payload[..room]);
            _output.Write((byte)'\n');
            _output.WriteSpaces(Indent);
            payload = payload[room..];
            room = Width / 2;
        }

        _output.WriteHex(payload);
        _output.Write((byte)'\n');
    }

    private void Begin(ConnectionInfo connection, ReadOnlySpan<byte> kind)
    {
        if (_current != connection.Connection)
        {
            if (_current != 0)
            {
                _output.Write((byte)'\n');
            }

            _current = connection.Connection;
        }

        int line = _lines.GetValueOrDefault(connection.Connection);
        _lines[connection.Connection] = line + 1;
        _output.Write(line.ToString("D3", System.Globalization.CultureInfo.InvariantCulture));
        _output.Write((byte)' ');
        _output.Write(kind);
    }
}

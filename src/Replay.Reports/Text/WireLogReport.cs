using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>
/// The report for people: Autobahn's wire log lines with offsets and times, what the octets mean below them, and each
/// violation under the line it concerns.
/// </summary>
public sealed class WireLogReport : IReport
{
    private readonly Utf8Output _output;
    private readonly Palette _palette;
    private readonly VisibleText _text;
    private readonly HexBlock _hex;
    private readonly WireLogOptions _options;
    private readonly FrameLines _frames;
    private readonly WireLogMargins _margins;
    private readonly Dictionary<long, WireLogConnection> _open = [];
    private readonly int _maxLines;
    private readonly int _columns;
    private long _current;

    /// <summary>Makes a report.</summary>
    /// <param name="stream">Where it goes; not closed.</param>
    /// <param name="options">Settings.</param>
    public WireLogReport(Stream stream, WireLogOptions options)
    {
        _options = options;
        _output = new Utf8Output(stream);
        _palette = options.Color ? Palette.Ansi : Palette.None;
        _text = new VisibleText(_output, _palette);
        _hex = new HexBlock(_output, _palette);
        _maxLines = options.MaxLines <= 0 ? int.MaxValue - 1 : options.MaxLines;
        _columns = Math.Max(80, options.Columns);
        _frames = new FrameLines(_output, _palette, _text, _hex, _maxLines, options.Pretty);
        _margins = new WireLogMargins(_output, _palette, _text);
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
        if (_current != 0)
        {
            _output.Write((byte)'\n');
        }

        _current = connection.Connection;
        _open[connection.Connection] = new WireLogConnection(connection, handshake);
        _margins.WriteHeading(connection, handshake);
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        WireLogConnection state = Enter(connection);
        Note(state, octets.Time);
        if (!_options.Octets)
        {
            return;
        }

        int indent = BeginLine(state, octets.Direction, octets.Time, octets.Offset, "OCTETS: "u8);

        // Rows of 8 octets, so that an offset within them can be counted.
        int row = Math.Max(16, (_columns - indent) / 2 / 8 * 8);
        bool isHead = state.IsInHandshake(octets.Direction);
        int shown = _hex.WritePlain(octets.Octets, indent, row, isHead ? Math.Min(2, _maxLines) : _maxLines);
        if (octets.State == OctetState.Rebuilt)
        {
            _output.Faint(_palette, " (rebuilt)"u8);
        }

        _output.Write((byte)'\n');
        if (shown < octets.Octets.Length)
        {
            _output.Cut(_palette, indent, (ulong)(octets.Octets.Length - shown), isHead ? "more octets: the head below"u8 : "more octets (--max-lines)"u8);
        }

        if (octets.State is OctetState.Elided or OctetState.Gap && octets.Length > (ulong)octets.Octets.Length)
        {
            _output.Cut(_palette, indent, octets.Length - (ulong)octets.Octets.Length, "octets left out in the record"u8);
        }
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request) =>
        Head(connection, request.Direction, request.Time, request.Head);

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response) =>
        Head(connection, response.Direction, response.Time, response.Head);

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        WireLogConnection state = Enter(connection);
        Note(state, frame.Time);
        int indent = BeginLine(state, frame.Start.Direction, frame.Time, frame.Start.Offset, "FRAME : "u8);
        _frames.Write(state, frame, indent, _columns - indent);
        if (frame.CloseCode is { } code)
        {
            WriteRightAnswer(state, frame.Start.Direction, code);
        }
    }

    // RFC 6455 §7.1.7: an endpoint that is told to fail the connection may send a close frame that says why.
    private void WriteRightAnswer(WireLogConnection state, Direction direction, CloseCode code)
    {
        if (state.MustFail is not { Frame: { } frame } breach || breach.Direction == direction || code.Value is < 1002 or > 1011)
        {
            return;
        }

        state.MustFail = null;
        _output.WriteSpaces(Indent(state) - 4);
        _output.Write(_palette.Good);
        _output.Write("ok  "u8);
        _output.Write(_palette.Reset);
        _output.Write("fails the connection, the right answer to frame "u8);
        _output.Write(frame);
        _output.Write(" (RFC 6455 §7.1.7)\n"u8);
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        MessageEnd end = message.End;
        WireLogConnection state = Enter(connection);
        WireLogStream stream = state[end.Direction];

        // One frame, not compressed: its line has said it all.
        if (end.FirstFrame == end.LastFrame && !end.Compressed && stream.LastDataFrame == end.LastFrame)
        {
            return;
        }

        int indent = BeginLine(state, end.Direction, end.Time, null, end.Type == MessageType.Text ? "TEXT  : "u8 : "BINARY: "u8);
        _frames.Write(state, message, indent, _columns - indent);
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        WireLogConnection state = Enter(connection);
        state.Violations[(int)violation.Severity]++;
        RuleDescription rule = violation.Description;
        if (rule.FailsConnection && violation.Frame is not null)
        {
            state.MustFail ??= violation;
        }

        ReadOnlySpan<byte> colour = _palette.Of(rule.Severity);
        _output.WriteSpaces(Indent(state) - 4);
        _output.Write(colour);
        _output.Write(rule.Severity switch
        {
            Severity.Error => "!!  "u8,
            Severity.Warning => "!   "u8,
            _ => "i   "u8,
        });
        _output.Write(rule.Id);
        _output.Write(_palette.Reset);
        _output.Write(" ("u8);
        _output.Write(rule.Clause);
        _output.Write(") by "u8);
        _output.Write(violation.By switch
        {
            Party.Client => "client"u8,
            Party.Server => "server"u8,
            _ => "capture"u8,
        });
        _output.Write(violation.Direction == Direction.Tx ? " at tx offset "u8 : " at rx offset "u8);
        _output.Write(violation.Offset);
        _output.Write((byte)'\n');
        _output.WriteSpaces(Indent(state));
        _output.Write("expected "u8);
        _text.Write(violation.Expected);
        _output.Write(", observed "u8);
        _text.Write(violation.Observed);
        _output.Write((byte)'\n');
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        // What a record leaves out has its OCTETS line already.
        if (gap.State == OctetState.Elided && _options.Octets)
        {
            return;
        }

        WireLogConnection state = Enter(connection);
        Note(state, gap.Time);
        BeginLine(state, gap.Direction, gap.Time, gap.Offset, "GAP   : "u8);
        _output.Write(_palette.Warning);
        if (gap.Length is { } length)
        {
            _output.Write(length);
            _output.Write(length == 1 ? " octet "u8 : " octets "u8);
        }
        else
        {
            _output.Write("an unknown number of octets "u8);
        }

        _output.Write(gap.State == OctetState.Elided ? "left out in the record"u8 : "missing from the record"u8);
        _output.Write(_palette.Reset);
        _output.Write((byte)'\n');
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        WireLogConnection state = Enter(connection);
        Note(state, time);
        BeginLine(state, null, time, null, default);
        _text.Write(text);
        _output.Write((byte)'\n');
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        WireLogConnection state = Enter(connection);
        BeginLine(state, null, end.Time, null, default);
        WriteEnd(end);
        _output.Write("\n\n"u8);
        _margins.WriteClosing(state, end, statistics, _options.Footer?.Invoke(connection, end, statistics) ?? []);
        _open.Remove(connection.Connection);
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem)
    {
        // Messages go to standard error, where the command writes them.
    }

    private void WriteEnd(in EndView end)
    {
        _output.Write(end.How switch
        {
            EndKind.Fin => "TCP CLOSED"u8,
            EndKind.Reset => "TCP RESET"u8,
            EndKind.DroppedByClient or EndKind.DroppedByServer => "TCP DROPPED"u8,
            _ when end.Tcp.IsGivenUp => "NOT FOLLOWED ON (LIMITS)"u8,
            _ => "END OF RECORD"u8,
        });
        if (end.How == EndKind.CaptureEnd && end.DroppedBy is not null)
        {
            _output.Write(", HALF CLOSED"u8);
        }

        _output.Write(end.Tcp.IsSimultaneous ? " BY BOTH AT ONCE"u8 : end.DroppedBy switch
        {
            Party.Client => " BY CLIENT"u8,
            Party.Server => " BY SERVER"u8,
            _ => default,
        });
        if (end.Tcp.HalfClosedOctets > 0)
        {
            _output.Write(", "u8);
            _output.Write(end.Tcp.HalfClosedOctets);
            _output.Write(" OCTETS BEHIND THE FIN"u8);
        }
    }

    private void Head(ConnectionInfo connection, Direction direction, Timestamp time, HttpHead head)
    {
        WireLogConnection state = Enter(connection);
        Note(state, time);
        state[direction].HeadSeen = true;
        int indent = BeginLine(state, direction, time, null, "HEAD  : "u8);
        _text.Write(head.StartLine);
        _output.Write((byte)'\n');
        foreach (HttpField field in head.Fields)
        {
            _output.WriteSpaces(indent);
            _output.Write(_palette.Faint);
            _text.Write(field.Name);
            _output.Write(": "u8);
            _output.Write(_palette.Reset);
            _text.Write(field.Value);
            _output.Write((byte)'\n');
        }
    }

    /// <summary>Connections of a capture interleave: says so when the lines that follow belong to another one.</summary>
    private WireLogConnection Enter(ConnectionInfo connection)
    {
        if (!_open.TryGetValue(connection.Connection, out WireLogConnection? state))
        {
            state = new WireLogConnection(connection, new HandshakeOutcome(HandshakeState.Missing, null, null, null));
            _open[connection.Connection] = state;
        }

        if (_current != connection.Connection)
        {
            _current = connection.Connection;
            _output.Write((byte)'\n');
            _output.Write(_palette.Heading);
            _output.Write("Connection "u8);
            _output.Write(connection.Connection);
            _output.Write(_palette.Reset);
            _output.Faint(_palette, ", continued"u8);
            _output.Write((byte)'\n');
        }

        return state;
    }

    private static void Note(WireLogConnection state, Timestamp time)
    {
        state.HasTimes |= time.HasValue;
        if (!state.Start.HasValue)
        {
            state.Start = time;
        }
    }

    private static int TimeWidth(WireLogConnection state) => state.HasTimes ? 12 : 0;

    private static int Indent(WireLogConnection state) => 3 + TimeWidth(state) + 11 + 11;

    private int BeginLine(WireLogConnection state, Direction? direction, Timestamp time, ulong? offset, ReadOnlySpan<byte> kind)
    {
        Span<byte> field = stackalloc byte[32];
        int number = state.Line++;
        number.TryFormat(field, out int width, "D3");
        _output.Write(_palette.Faint);
        _output.Write(field[..width]);

        if (TimeWidth(state) > 0)
        {
            width = 0;
            if (time.SecondsSince(state.Start) is { } seconds)
            {
                seconds.TryFormat(field, out width, "F6", System.Globalization.CultureInfo.InvariantCulture);
            }

            _output.WriteSpaces(TimeWidth(state) - width);
            _output.Write(field[..width]);
        }

        width = 0;
        if (offset is { } value)
        {
            field[0] = (byte)'@';
            value.TryFormat(field[1..], out width);
            width++;
        }

        _output.WriteSpaces(Math.Max(1, 10 - width));
        _output.Write(field[..width]);
        _output.WriteSpaces(1);
        _output.Write(_palette.Reset);
        if (direction is { } way)
        {
            _output.Write(way == Direction.Tx ? _palette.Tx : _palette.Rx);
            _output.Write(way == Direction.Tx ? "TX "u8 : "RX "u8);
            _output.Write(kind);
            _output.Write(_palette.Reset);
        }

        return Indent(state);
    }
}

using Replay.Protocol;
using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Reports.Text;

/// <summary>Totals of a run for a person, and which connections to look at first.</summary>
public sealed class SummaryReport : IReport, ISharedCounts
{
    private readonly Utf8Output _output;
    private readonly Palette _palette;
    private readonly VisibleText _text;
    private readonly SummaryOptions _options;
    private readonly Dictionary<long, SummaryLine> _open = [];
    private readonly List<SummaryLine> _worst = [];
    private RunTotals _totals = new(countEvents: false);
    private int _inputs;
    private bool _listed;
    private long _audits;
    private long _cleanAudits;

    /// <summary>Makes a report.</summary>
    /// <param name="stream">Where it goes; not closed.</param>
    /// <param name="options">Settings.</param>
    public SummaryReport(Stream stream, SummaryOptions options)
    {
        _options = options;
        _output = new Utf8Output(stream);
        _palette = options.Color ? Palette.Ansi : Palette.None;
        _text = new VisibleText(_output, _palette);
    }

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _totals = new RunTotals(run.IsFiltered);
        _inputs = run.Inputs.Count;
    }

    /// <inheritdoc/>
    public bool CanFork => !_options.AllConnections;

    /// <inheritdoc/>
    public ICountsSink Fork() => new SummaryReport(Stream.Null, _options);

    /// <inheritdoc/>
    public void Join(ICountsSink fork)
    {
        var other = (SummaryReport)fork;
        _totals.Add(other._totals);
        foreach (SummaryLine line in other._worst)
        {
            List(line);
        }
    }

    /// <summary>Adds the totals of another run.</summary>
    public void Join(RunTotals totals) => _totals.Add(totals);

    /// <inheritdoc/>
    public void Complete(long? connections = null)
    {
        _totals.Complete(connections);
        if (_options.Json)
        {
            SummaryJson.Write(new JsonWriter(_output), _totals, _options.Captures?.Invoke());
        }
        else
        {
            WriteTotals();
        }

        _output.Flush();
    }

    /// <inheritdoc/>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        _totals.Add(handshake);
        if (!_options.Json)
        {
            _open[connection.Connection] = new SummaryLine(connection);
        }
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
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
    public void OnFrame(ConnectionInfo connection, in FrameView frame) => _totals.Add(frame);

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message) => _totals.Add(message);

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        _totals.Add(violation);
        if (_open.TryGetValue(connection.Connection, out SummaryLine? line))
        {
            line.Violations[(int)violation.Severity]++;
        }
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        _totals.Add(statistics);
        if (!_options.Json && _options.Audit?.Invoke(connection) is { } audit)
        {
            _audits++;
            _cleanAudits += audit.IsClean ? 1 : 0;
        }

        if (!_open.Remove(connection.Connection, out SummaryLine? line))
        {
            return;
        }

        foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.Tx, Direction.Rx])
        {
            line.Octets += statistics[direction].Octets;
            foreach (long frames in statistics[direction].Frames)
            {
                line.Frames += frames;
            }
        }

        List(line);
    }

    /// <inheritdoc/>
    public void OnCounts(ConnectionCounts counts)
    {
        _totals.Add(counts);
        if (!_options.Json && (_options.AllConnections || HasAny(counts.Violations)))
        {
            List(SummaryLine.Of(counts));
        }
    }

    private static bool HasAny(ReadOnlySpan<long> violations) => (violations[0] | violations[1] | violations[2]) != 0;

    void ICountsSink.OnViolation(ConnectionInfo connection, in Violation violation) => _totals.Add(violation);

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => _totals.Add(problem);

    private void List(SummaryLine line)
    {
        if (_options.AllConnections)
        {
            WriteLine(line);
        }
        else if (line.HasViolations)
        {
            Rank(line);
        }
    }

    private void Rank(SummaryLine line)
    {
        int at = _worst.BinarySearch(line, Comparer<SummaryLine>.Create(SummaryLine.Compare));
        _worst.Insert(at < 0 ? ~at : at, line);
        if (_worst.Count > _options.Worst)
        {
            _worst.RemoveAt(_worst.Count - 1);
        }
    }

    private void WriteTotals()
    {
        if (_listed)
        {
            _output.Write((byte)'\n');
        }

        Count(_inputs, "input"u8);
        _output.Write(", "u8);
        Count(_totals.Connections, "connection"u8);
        _output.Write(", "u8);
        _output.Write(_totals.WebSocketConnections);
        _output.Write(" of WebSocket, "u8);
        Count(_totals.Problems, "problem"u8);
        _output.Write("\n\n"u8);

        _output.Write(_palette.Faint);
        Cells(""u8, "tx", "rx");
        _output.Write(_palette.Reset);
        Cells("frames"u8, _totals.Frames(Direction.Tx), _totals.Frames(Direction.Rx));
        Cells("messages"u8, _totals.Messages(Direction.Tx), _totals.Messages(Direction.Rx));
        Cells("payload octets"u8, (long)_totals.PayloadOctets(Direction.Tx), (long)_totals.PayloadOctets(Direction.Rx));
        if (_options.HasOctets)
        {
            Cells("octets in all"u8, (long)_totals.Octets(Direction.Tx), (long)_totals.Octets(Direction.Rx));
        }

        if (_options.Captures?.Invoke() is { } captures)
        {
            new CaptureSummary(_output, _palette, _text).Write(captures);
        }

        WriteViolations();
        if (_audits > 0)
        {
            _output.Write((byte)'\n');
            Count(_audits, "report"u8);
            _output.Write(" audited against the wire log: "u8);
            _output.Write(_cleanAudits);
            _output.Write(" clean, "u8);
            _output.Write(_audits - _cleanAudits);
            _output.Write(" with statements that disagree\n"u8);
        }

        if (_worst.Count > 0)
        {
            _output.Write((byte)'\n');
            _output.Write(_palette.Heading);
            _output.Write(_worst.Count < _options.Worst ? "connections with violations"u8 : "worst connections (--connections lists all)"u8);
            _output.Write(_palette.Reset);
            _output.Write((byte)'\n');
            foreach (SummaryLine line in _worst)
            {
                WriteLine(line);
            }
        }
    }

    private void WriteViolations()
    {
        IReadOnlyList<RuleCount> broken = _totals.ViolationsByRule();
        _output.Write((byte)'\n');
        _output.Write(_palette.Heading);
        _output.Write(broken.Count == 0 ? "no violations"u8 : "violations"u8);
        _output.Write(_palette.Reset);
        _output.Write((byte)'\n');
        foreach ((RuleDescription rule, long count) in broken)
        {
            Right(count, 10);
            _output.Write("  "u8);
            _output.Write(_palette.Of(rule.Severity));
            _output.Write(rule.Severity switch
            {
                Severity.Error => "error  "u8,
                Severity.Warning => "warning"u8,
                _ => "note   "u8,
            });
            _output.Write(_palette.Reset);
            _output.Write("  "u8);
            _output.Write(rule.Id);
            _output.WriteSpaces(Math.Max(2, 48 - rule.Id.Length));
            _output.Write(rule.Title);
            _output.Write((byte)'\n');
        }
    }

    private void WriteLine(SummaryLine line)
    {
        if (!_listed)
        {
            _listed = true;
            _output.Write(_palette.Faint);
            _output.Write("         #  errors  warnings   notes      frames          octets  source\n"u8);
            _output.Write(_palette.Reset);
        }

        Right(line.Connection.Connection, 10);
        _output.Write(line.Violations[(int)Severity.Error] > 0 ? _palette.Error : default);
        Right(line.Violations[(int)Severity.Error], 8);
        _output.Write(_palette.Reset);
        Right(line.Violations[(int)Severity.Warning], 10);
        Right(line.Violations[(int)Severity.Note], 8);
        Right(line.Frames, 12);
        Right((long)line.Octets, 16);
        _output.Write("  "u8);
        _text.Write(line.Connection.Source);
        if (line.Connection.Client is { } client)
        {
            _output.Write("  "u8);
            _text.Write(client);
        }

        _output.Write((byte)'\n');
    }

    private void Count(long count, ReadOnlySpan<byte> word)
    {
        _output.Write(count);
        _output.Write((byte)' ');
        _output.Write(word);
        _output.Write(count == 1 ? default : "s"u8);
    }

    private void Cells(ReadOnlySpan<byte> label, long tx, long rx)
    {
        Label(label);
        Right(tx, 18);
        Right(rx, 18);
        _output.Write((byte)'\n');
    }

    private void Cells(ReadOnlySpan<byte> label, string tx, string rx)
    {
        Label(label);
        _output.Write(tx.PadLeft(18));
        _output.Write(rx.PadLeft(18));
        _output.Write((byte)'\n');
    }

    private void Label(ReadOnlySpan<byte> label)
    {
        _output.Write("  "u8);
        _output.Write(label);
        _output.WriteSpaces(16 - label.Length);
    }

    private void Right(long number, int width) => _output.WriteRight(number, width);
}

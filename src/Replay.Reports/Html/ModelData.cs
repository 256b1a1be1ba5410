using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Reports.Html;

/// <summary>What the page opens on, as JSON: totals, rules and where they were broken, the rows of its tables.</summary>
internal sealed class ModelData
{
    private readonly ReportModel _model;
    private readonly PageRules _rules;
    private readonly IReadOnlyDictionary<string, PagePlace> _places;
    private readonly Utf8Output _output;
    private readonly JsonWriter _writer;
    private readonly Timestamp _base;

    private ModelData(ReportModel model, PageRules rules, IReadOnlyDictionary<string, PagePlace> places, Stream stream)
    {
        _model = model;
        _rules = rules;
        _places = places;
        _output = new Utf8Output(stream);
        _writer = new JsonWriter(_output);
        _base = Base(model);
    }

    /// <summary>Writes it.</summary>
    /// <param name="model">The report.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="places">Where the conversations stand, by their addresses.</param>
    /// <param name="stream">Takes the JSON.</param>
    public static void Write(ReportModel model, PageRules rules, IReadOnlyDictionary<string, PagePlace> places, Stream stream)
    {
        var data = new ModelData(model, rules, places, stream);
        data.Write();
        data._output.Flush();
    }

    private static Timestamp Base(ReportModel model)
    {
        Timestamp first = Timestamp.None;
        foreach (ReportConnection row in model.Connections)
        {
            if (row.Connection.Started.HasValue && (!first.HasValue || row.Connection.Started < first))
            {
                first = row.Connection.Started;
            }
        }

        return first;
    }

    private void Write()
    {
        _writer.BeginObject();
        _writer.Member("tool"u8, _model.Run.Tool);
        Texts("inputs"u8, _model.Run.Inputs);
        _writer.Member("filtered"u8, _model.Run.IsFiltered);
        _writer.Member("secrets"u8, _model.ShowsSecrets);
        _writer.Member("base"u8, _base.HasValue ? _base.UnixNanoseconds.ToString(CultureInfo.InvariantCulture) : null);
        WriteTotals();
        Texts("leftOut"u8, _model.LeftOut);
        WriteRules();
        WriteRows();
        WriteResults();
        WritePlaces();
        WriteProblems();
        WriteCaptures();
        _writer.EndObject();
    }

    private void WriteTotals()
    {
        RunTotals totals = _model.Totals;
        _writer.Name("totals"u8);
        _writer.BeginObject();
        _writer.Member("connections"u8, totals.Connections);
        _writer.Member("webSocket"u8, totals.WebSocketConnections);
        _writer.Member("problems"u8, totals.Problems);
        Pair("frames"u8, totals.Frames(Direction.Tx), totals.Frames(Direction.Rx));
        Pair("messages"u8, totals.Messages(Direction.Tx), totals.Messages(Direction.Rx));
        Pair("payload"u8, (long)totals.PayloadOctets(Direction.Tx), (long)totals.PayloadOctets(Direction.Rx));
        Pair("octets"u8, (long)totals.Octets(Direction.Tx), (long)totals.Octets(Direction.Rx));
        _writer.EndObject();
    }

    private void WriteRules()
    {
        ILookup<Rule, ReportFinding> findings = _model.Findings.ToLookup(static one => one.Violation.Rule);
        _writer.Name("rules"u8);
        _writer.BeginArray();
        foreach ((RuleDescription rule, long count) in _rules.All)
        {
            _writer.BeginObject();
            _writer.Member("id"u8, rule.Id);
            _writer.Member("clause"u8, rule.Clause);
            _writer.Member("severity"u8, (long)rule.Severity);
            _writer.Member("title"u8, rule.Title);
            _writer.Member("why"u8, rule.Explanation);
            _writer.Member("count"u8, count);
            _writer.Name("places"u8);
            _writer.BeginArray();
            bool isFirst = true;
            foreach (ReportFinding finding in findings[rule.Rule].OrderBy(static one => one.Connection.Connection))
            {
                WritePlace(finding, isFirst);
                isFirst = false;
            }

            _writer.EndArray();
            _writer.EndObject();
        }

        _writer.EndArray();
    }

    /// <summary>Only the first place of a rule is quoted; the others are told where they are.</summary>
    private void WritePlace(ReportFinding finding, bool isQuoted)
    {
        _writer.BeginObject();
        _writer.Member("connection"u8, finding.Connection.Connection);
        _writer.Name("frame"u8);
        Number(finding.Violation.Frame);
        _writer.Member("by"u8, (long)finding.Violation.By);
        if (isQuoted)
        {
            _writer.Member("expected"u8, finding.Violation.Expected);
            _writer.Member("observed"u8, finding.Violation.Observed);
        }

        _writer.EndObject();
    }

    private void WriteRows()
    {
        var sources = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ReportConnection row in _model.Connections)
        {
            sources.TryAdd(row.Connection.Source, sources.Count);
        }

        Texts("sources"u8, [.. sources.Keys]);
        Texts(
            "rowFields"u8,
            ["number", "source", "client", "server", "path", "host", "status", "handshake", "started", "lasted", "frames", "", "messages", "", "octets", "", "seen", "", "codes", "", "closedBy", "clean", "how", "gaps", "extent", "broken", "caseId", "agent", "verdicts"]);
        _writer.Name("rows"u8);
        _writer.BeginArray();
        foreach (ReportConnection row in _model.Connections)
        {
            WriteRow(row, sources[row.Connection.Source]);
        }

        _writer.EndArray();
    }

    private void WriteRow(ReportConnection row, int source)
    {
        ConnectionInfo connection = row.Connection;
        WireStatistics statistics = row.Statistics;
        _writer.BeginArray();
        _writer.Number(connection.Connection);
        _writer.Number((long)source);
        _writer.Text(connection.Client);
        _writer.Text(connection.Server);
        _writer.Text(row.Path);
        _writer.Text(row.Host);
        Number(row.Status);
        _writer.Number((long)row.Handshake.State);
        Number(connection.Started.HasValue ? connection.Started.UnixNanoseconds - _base.UnixNanoseconds : null);
        Number(statistics.Duration);
        foreach ((long tx, long rx) in (ReadOnlySpan<(long, long)>)
        [
            (row.Frames(Direction.Tx), row.Frames(Direction.Rx)),
            (statistics[Direction.Tx].Messages, statistics[Direction.Rx].Messages),
            ((long)statistics[Direction.Tx].Octets, (long)statistics[Direction.Rx].Octets),
            (Opcodes(statistics[Direction.Tx]), Opcodes(statistics[Direction.Rx])),
        ])
        {
            _writer.Number(tx);
            _writer.Number(rx);
        }

        WriteEnd(row.End);
        _writer.Number(row.Gaps);
        _writer.Number((long)row.Extent);
        WriteBroken(row);
        WriteReport(connection.Report);
        _writer.EndArray();
    }

    /// <summary>Rules by number and how often each; 0 for none, which is what most rows have.</summary>
    private void WriteBroken(ReportConnection row)
    {
        if (row.Violations.IsEmpty)
        {
            _writer.Number(0L);
            return;
        }

        _writer.BeginArray();
        foreach (ReportRuleCount broken in row.Violations)
        {
            _writer.Number((long)_rules[broken.First.Rule]);
            _writer.Number(broken.Count);
        }

        _writer.EndArray();
    }

    /// <summary>What an Autobahn report says of the case; left out at the end of a row that was not read from one.</summary>
    private void WriteReport(AutobahnReport? report)
    {
        if (report is not null)
        {
            _writer.Text(report.CaseId);
            _writer.Text(report.Agent);
            _writer.Text(report.Behavior is { } behavior ? behavior + (report.BehaviorClose is { } close ? " / " + close : "") : null);
        }
    }

    private void WriteEnd(EndView end)
    {
        Number(end.ClientCloseCode?.Value);
        Number(end.ServerCloseCode?.Value);
        Number((long?)end.ClosedBy);
        _writer.Number(end.Clean ? 1L : 0L);
        _writer.Number((long)end.How);
    }

    /// <summary>The opcodes that occur, a bit each.</summary>
    private static long Opcodes(DirectionStatistics statistics)
    {
        long seen = 0;
        for (int opcode = 0; opcode < 16; opcode++)
        {
            seen |= statistics.Frames[opcode] > 0 ? 1L << opcode : 0;
        }

        return seen;
    }

    private void WriteResults()
    {
        _writer.Name("results"u8);
        _writer.BeginArray();
        foreach (CaseResult result in _model.Results)
        {
            WriteResult(result);
        }

        _writer.EndArray();
    }

    private void WriteResult(CaseResult result)
    {
        _writer.BeginObject();
        _writer.Member("name"u8, result.Name);
        _writer.Member("caseId"u8, result.CaseId);
        _writer.Member("clause"u8, result.Clause);
        _writer.Member("requirement"u8, result.Requirement);
        _writer.Member("agent"u8, result.Agent);
        _writer.Member("target"u8, result.Target);
        _writer.Member("input"u8, result.Input);
        _writer.Member("verdict"u8, (long)result.Verdict);
        _writer.Member("behavior"u8, result.Behavior?.ToWord());
        _writer.Member("close"u8, result.CloseBehavior?.ToWord());
        _writer.Member("expected"u8, result.Expected);
        _writer.Member("observed"u8, result.Observed);
        _writer.Member("failure"u8, result.Failure);
        _writer.Member("command"u8, result.Command);
        _writer.Member("failed"u8, result.IsFailure);
        _writer.Member("live"u8, result.Live is not null);
        _writer.Member("recorded"u8, result.Recorded is not null);
        _writer.Name("code"u8);
        Number(result.RemoteCloseCode);
        _writer.Name("lasted"u8);
        Number(result.Duration?.TotalMilliseconds);
        _writer.Name("differences"u8);
        _writer.BeginArray();
        foreach (SessionDifference difference in result.Differences)
        {
            _writer.BeginArray();
            _writer.Text(difference.At);
            _writer.Text(difference.Expected);
            _writer.Text(difference.Observed);
            _writer.EndArray();
        }

        _writer.EndArray();
        _writer.EndObject();
    }

    private void WritePlaces()
    {
        _writer.Name("places"u8);
        _writer.BeginArray();
        foreach ((string id, PagePlace place) in _places)
        {
            _writer.BeginArray();
            _writer.Text(id);
            _writer.Number((long)place.Bundle);
            _writer.Number(place.Offset);
            _writer.Number(place.Length);
            _writer.EndArray();
        }

        _writer.EndArray();
    }

    private void WriteProblems()
    {
        _writer.Name("problems"u8);
        _writer.BeginArray();
        foreach (CaptureProblem problem in _model.Problems)
        {
            _writer.BeginObject();
            _writer.Member("source"u8, problem.Source);
            _writer.Member("kind"u8, problem.RecordKind);
            _writer.Name("record"u8);
            Number(problem.Record);
            _writer.Name("offset"u8);
            Number(problem.Offset);
            _writer.Member("message"u8, problem.Message);
            _writer.Member("fatal"u8, problem.IsFatal);
            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteCaptures()
    {
        _writer.Name("captures"u8);
        if (_model.Captures is not { } captures)
        {
            _writer.Null();
            return;
        }

        _writer.BeginObject();
        _writer.Member("packets"u8, captures.Packets);
        _writer.Member("octets"u8, captures.Octets);
        _writer.Member("connections"u8, captures.Connections);
        Counts("counts"u8, captures.Counts);
        Counts("skipped"u8, captures.Skipped);
        Texts("encrypted"u8, [.. captures.Encrypted.Select(static one => one.Client + " → " + one.Server + (one.ServerName is { } name ? ", " + name : "") + (one.Protocols.Count > 0 ? " (" + string.Join(", ", one.Protocols) + ")" : ""))]);
        _writer.EndObject();
    }

    private void Counts(ReadOnlySpan<byte> name, IReadOnlyList<CaptureCount> counts)
    {
        _writer.Name(name);
        _writer.BeginArray();
        foreach (CaptureCount count in counts)
        {
            if (count.Value > 0)
            {
                _writer.BeginArray();
                _writer.Text(count.Label);
                _writer.Number(count.Value);
                _writer.EndArray();
            }
        }

        _writer.EndArray();
    }

    private void Texts(ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        _writer.Name(name);
        _writer.BeginArray();
        foreach (string text in texts)
        {
            _writer.Text(text);
        }

        _writer.EndArray();
    }

    private void Pair(ReadOnlySpan<byte> name, long tx, long rx)
    {
        _writer.Name(name);
        _writer.BeginArray();
        _writer.Number(tx);
        _writer.Number(rx);
        _writer.EndArray();
    }

    private void Number(long? number)
    {
        if (number is { } value)
        {
            _writer.Number(value);
        }
        else
        {
            _writer.Null();
        }
    }

    private void Number(double? number)
    {
        if (number is { } value)
        {
            _writer.Number(value);
        }
        else
        {
            _writer.Null();
        }
    }
}

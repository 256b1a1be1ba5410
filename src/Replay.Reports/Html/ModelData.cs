using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Reports.Ndjson;
using Replay.Sessions;

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
        _writer.Texts("inputs"u8, _model.Run.Inputs);
        _writer.Member("filtered"u8, _model.Run.IsFiltered);
        _writer.Member("secrets"u8, _model.ShowsSecrets);
        _writer.Member("base"u8, _base.HasValue ? _base.UnixNanoseconds.ToString(CultureInfo.InvariantCulture) : null);
        WriteTotals();
        _writer.Texts("leftOut"u8, _model.LeftOut);
        WriteRules();
        new RowData(_writer, _rules, _base).Write(_model.Connections);
        ResultData.Write(_writer, _model.Results);
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
        _writer.Pair("frames"u8, totals.Frames(Direction.Tx), totals.Frames(Direction.Rx));
        _writer.Pair("messages"u8, totals.Messages(Direction.Tx), totals.Messages(Direction.Rx));
        _writer.Pair("payload"u8, (long)totals.PayloadOctets(Direction.Tx), (long)totals.PayloadOctets(Direction.Rx));
        _writer.Pair("octets"u8, (long)totals.Octets(Direction.Tx), (long)totals.Octets(Direction.Rx));
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
        _writer.Member("frame"u8, finding.Violation.Frame);
        _writer.Member("by"u8, (long)finding.Violation.By);
        if (isQuoted)
        {
            _writer.Member("expected"u8, finding.Violation.Expected);
            _writer.Member("observed"u8, finding.Violation.Observed);
        }

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
            _writer.Member("record"u8, problem.Record);
            _writer.Member("offset"u8, problem.Offset);
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
        _writer.Texts("encrypted"u8, [.. captures.Encrypted.Select(static one => one.Client + " → " + one.Server + (one.ServerName is { } name ? ", " + name : "") + (one.Protocols.Count > 0 ? " (" + string.Join(", ", one.Protocols) + ")" : ""))]);
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
}

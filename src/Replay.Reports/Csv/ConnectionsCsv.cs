using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Reports.Csv;

/// <summary>
/// The connections, or where there are none the live runs, as comma-separated values (RFC 4180, lines end with CR LF), a row each. Text that a spreadsheet would take for a
/// formula is preceded by an apostrophe; controls and characters that reorder text are escaped as \u and four digits.
/// </summary>
public static class ConnectionsCsv
{
    private static readonly string[] Columns =
    [
        "connection", "source", "client", "server", "perspective", "started", "duration", "case", "agent", "handshake", "status", "host", "path",
        "extensions", "subprotocol", "frames_tx", "frames_rx", "messages_tx", "messages_rx", "payload_octets_tx", "payload_octets_rx",
        "octets_tx", "octets_rx", "gaps", "how", "closed_by", "clean", "close_code_client", "close_code_server",
        "errors", "warnings", "notes", "rules",
    ];

    private static readonly string[] RunColumns =
    [
        "name", "case", "clause", "agent", "target", "input", "failed", "verdict", "behavior", "behavior_close", "duration",
        "close_code_server", "differences", "expected", "observed", "failure",
    ];

    /// <summary>Writes the report.</summary>
    public static void Write(ReportModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        var output = new Utf8Output(stream);
        bool isOfRuns = model.Connections.IsEmpty && !model.Results.IsEmpty;
        Write(output, isOfRuns ? RunColumns : Columns);
        foreach (IEnumerable<string?> cells in isOfRuns ? model.Results.Select(Cells) : model.Connections.Select(Cells))
        {
            Write(output, cells);
        }

        output.Flush();
    }

    private static void Write(Utf8Output output, IEnumerable<string?> cells)
    {
        output.Write(string.Join(',', cells.Select(static cell => Quoted(cell))));
        output.Write("\r\n"u8);
    }

    private static IEnumerable<string?> Cells(CaseResult one)
    {
        yield return one.Name;
        yield return one.CaseId;
        yield return one.Clause;
        yield return one.Agent;
        yield return one.Target;
        yield return one.Input;
        yield return one.IsFailure ? "true" : "false";
        yield return ReportWords.Of(one.Verdict);
        yield return one.Behavior?.ToWord();
        yield return one.CloseBehavior?.ToWord();
        yield return one.Duration?.TotalSeconds.ToString("0.#########", CultureInfo.InvariantCulture);
        yield return one.RemoteCloseCode?.ToString(CultureInfo.InvariantCulture);
        yield return Number(one.Differences.Length);
        yield return one.Expected ?? (one.Differences.IsEmpty ? null : one.Differences[0].At + ": " + (one.Differences[0].Expected ?? "nothing"));
        yield return one.Observed ?? (one.Differences.IsEmpty ? null : one.Differences[0].At + ": " + (one.Differences[0].Observed ?? "nothing"));
        yield return one.Failure;
    }

    private static IEnumerable<string?> Cells(ReportConnection row)
    {
        yield return Number(row.Connection.Connection);
        yield return row.Connection.Source;
        yield return row.Connection.Client;
        yield return row.Connection.Server;
        yield return row.Connection.Perspective == Perspective.Client ? "client" : "server";
        yield return row.Connection.Started.ToString();
        yield return row.Statistics.Duration?.ToString("0.#########", CultureInfo.InvariantCulture);
        yield return row.Connection.Report?.CaseId;
        yield return row.Connection.Report?.Agent;
        yield return ReportWords.Of(row.Handshake.State);
        yield return row.Status?.ToString(CultureInfo.InvariantCulture);
        yield return row.Host;
        yield return row.Path;
        yield return row.Handshake.Extensions;
        yield return row.Handshake.Subprotocol;
        yield return Number(row.Frames(Direction.Tx));
        yield return Number(row.Frames(Direction.Rx));
        yield return Number(row.Statistics[Direction.Tx].Messages);
        yield return Number(row.Statistics[Direction.Rx].Messages);
        yield return Number((long)row.Statistics[Direction.Tx].PayloadOctets);
        yield return Number((long)row.Statistics[Direction.Rx].PayloadOctets);
        yield return Number((long)row.Statistics[Direction.Tx].Octets);
        yield return Number((long)row.Statistics[Direction.Rx].Octets);
        yield return Number(row.Gaps);
        yield return ReportWords.Of(row.End.How);
        yield return row.End.ClosedBy is { } party ? ReportWords.Of(party) : null;
        yield return row.End.Clean ? "true" : "false";
        yield return row.End.ClientCloseCode?.Value.ToString(CultureInfo.InvariantCulture);
        yield return row.End.ServerCloseCode?.Value.ToString(CultureInfo.InvariantCulture);
        yield return Number(row.Count(Severity.Error));
        yield return Number(row.Count(Severity.Warning));
        yield return Number(row.Count(Severity.Note));
        yield return string.Join(' ', row.Violations.Select(static one => one.First.Description.Id));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string? cell)
    {
        if (string.IsNullOrEmpty(cell))
        {
            return string.Empty;
        }

        // A cell that begins so is run as a formula when a spreadsheet opens the file.
        string text = cell.Length > 1 && (cell[0] is '=' or '+' or '-' or '@') ? "'" + UnsafeText.Escape(cell) : UnsafeText.Escape(cell);
        return text.AsSpan().IndexOfAny(',', '"', ' ') < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}

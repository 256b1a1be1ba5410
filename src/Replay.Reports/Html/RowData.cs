using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Html;

/// <summary>The table of connections: an array of values a row, their names once.</summary>
/// <param name="writer">Takes the JSON.</param>
/// <param name="rules">The page's rules.</param>
/// <param name="start">The time that others are counted from.</param>
internal sealed class RowData(JsonWriter writer, PageRules rules, Timestamp start)
{
    /// <summary>Writes the rows, and what their values are.</summary>
    public void Write(ImmutableArray<ReportConnection> connections)
    {
        var sources = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ReportConnection row in connections)
        {
            sources.TryAdd(row.Connection.Source, sources.Count);
        }

        writer.Texts("sources"u8, [.. sources.Keys]);
        writer.Texts(
            "rowFields"u8,
            ["number", "source", "client", "server", "path", "host", "status", "handshake", "started", "lasted", "frames", "", "messages", "", "octets", "", "seen", "", "codes", "", "closedBy", "clean", "how", "gaps", "extent", "broken", "caseId", "agent", "verdicts"]);
        writer.Name("rows"u8);
        writer.BeginArray();
        foreach (ReportConnection row in connections)
        {
            WriteRow(row, sources[row.Connection.Source]);
        }

        writer.EndArray();
    }

    private void WriteRow(ReportConnection row, int source)
    {
        ConnectionInfo connection = row.Connection;
        WireStatistics statistics = row.Statistics;
        writer.BeginArray();
        writer.Number(connection.Connection);
        writer.Number((long)source);
        writer.Text(connection.Client);
        writer.Text(connection.Server);
        writer.Text(row.Path);
        writer.Text(row.Host);
        writer.NumberOrNull(row.Status);
        writer.Number((long)row.Handshake.State);
        writer.NumberOrNull(connection.Started.HasValue ? connection.Started.UnixNanoseconds - start.UnixNanoseconds : null);
        writer.NumberOrNull(statistics.Duration);
        foreach ((long tx, long rx) in (ReadOnlySpan<(long, long)>)
        [
            (row.Frames(Direction.Tx), row.Frames(Direction.Rx)),
            (statistics[Direction.Tx].Messages, statistics[Direction.Rx].Messages),
            ((long)statistics[Direction.Tx].Octets, (long)statistics[Direction.Rx].Octets),
            (Opcodes(statistics[Direction.Tx]), Opcodes(statistics[Direction.Rx])),
        ])
        {
            writer.Number(tx);
            writer.Number(rx);
        }

        WriteEnd(row.End);
        writer.Number(row.Gaps);
        writer.Number((long)row.Extent);
        WriteBroken(row);
        WriteReport(connection.Report);
        writer.EndArray();
    }

    /// <summary>Rules by number and how often each; 0 for none, which is what most rows have.</summary>
    private void WriteBroken(ReportConnection row)
    {
        if (row.Violations.IsEmpty)
        {
            writer.Number(0L);
            return;
        }

        writer.BeginArray();
        foreach (ReportRuleCount broken in row.Violations)
        {
            writer.Number((long)rules[broken.First.Rule]);
            writer.Number(broken.Count);
        }

        writer.EndArray();
    }

    /// <summary>What an Autobahn report says of the case; left out at the end of a row that was not read from one.</summary>
    private void WriteReport(AutobahnReport? report)
    {
        if (report is not null)
        {
            writer.Text(report.CaseId);
            writer.Text(report.Agent);
            writer.Text(report.Behavior is { } behavior ? behavior + (report.BehaviorClose is { } close ? " / " + close : "") : null);
        }
    }

    private void WriteEnd(EndView end)
    {
        writer.NumberOrNull(end.ClientCloseCode?.Value);
        writer.NumberOrNull(end.ServerCloseCode?.Value);
        writer.NumberOrNull((long?)end.ClosedBy);
        writer.Number(end.Clean ? 1L : 0L);
        writer.Number((long)end.How);
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
}

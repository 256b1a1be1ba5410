using Replay.Protocol;
using Replay.Reports.Ndjson;
using Replay.Sessions;

namespace Replay.Reports.Html;

/// <summary>What there are few of in a conversation, an object each: heads, violations, gaps, remarks, the end, statistics.</summary>
/// <param name="writer">Takes the JSON.</param>
/// <param name="session">The conversation.</param>
/// <param name="rules">The page's rules.</param>
/// <param name="start">The time that others are counted from.</param>
internal sealed class SessionEvents(JsonWriter writer, Session session, PageRules rules, Timestamp start)
{
    /// <summary>Request and response.</summary>
    public void WriteHeads()
    {
        Direction client = session.Connection.Perspective == Perspective.Client ? Direction.Tx : Direction.Rx;
        Head("request"u8, session.Request, client, session.RequestTime, null);
        Head("response"u8, session.Response, client == Direction.Tx ? Direction.Rx : Direction.Tx, session.ResponseTime, session.AcceptValid);
    }

    private void Head(ReadOnlySpan<byte> name, HttpHead? head, Direction direction, Timestamp time, bool? accept)
    {
        writer.Name(name);
        if (head is null)
        {
            writer.Null();
            return;
        }

        writer.BeginObject();
        writer.Member("direction"u8, (long)direction);
        Time("time"u8, time);
        writer.Member("line"u8, head.StartLine);
        writer.Member("length"u8, (long)head.Octets.Length);
        if (accept is { } valid)
        {
            writer.Member("accept"u8, valid);
        }

        writer.Fields("fields"u8, head);
        writer.EndObject();
    }

    /// <summary>Violations, gaps and remarks.</summary>
    public void WriteIncidents()
    {
        WriteViolations();
        WriteGaps();
        WriteRemarks();
    }

    private void WriteViolations()
    {
        writer.Name("violations"u8);
        writer.BeginArray();
        foreach (Violation violation in session.Violations)
        {
            writer.BeginObject();
            writer.Member("rule"u8, (long)rules[violation.Rule]);
            writer.Member("by"u8, (long)violation.By);
            writer.Member("frame"u8, violation.Frame);
            writer.Member("direction"u8, (long)violation.Direction);
            writer.Member("offset"u8, violation.Offset);
            writer.Member("expected"u8, violation.Expected);
            writer.Member("observed"u8, violation.Observed);
            writer.EndObject();
        }

        writer.EndArray();
    }

    private void WriteGaps()
    {
        writer.Name("gaps"u8);
        writer.BeginArray();
        foreach (GapView gap in session.Gaps)
        {
            writer.BeginObject();
            writer.Member("direction"u8, (long)gap.Direction);
            Time("time"u8, gap.Time);
            writer.Member("offset"u8, gap.Offset);
            writer.Member("length"u8, gap.Length is { } length ? (long)Math.Min(length, SessionData.MostExact) : null);
            writer.Member("elided"u8, gap.State == OctetState.Elided);
            writer.EndObject();
        }

        writer.EndArray();
    }

    private void WriteRemarks()
    {
        writer.Name("remarks"u8);
        writer.BeginArray();
        foreach (SessionRemark remark in session.Remarks)
        {
            writer.BeginObject();
            Time("time"u8, remark.Time);
            writer.Member("text"u8, remark.Text);
            writer.EndObject();
        }

        writer.EndArray();
    }

    /// <summary>How it ended.</summary>
    public void WriteEnding()
    {
        EndView end = session.End;
        writer.Name("ending"u8);
        writer.BeginObject();
        Time("time"u8, end.Time);
        writer.Member("how"u8, (long)end.How);
        writer.Member("closedBy"u8, (long?)end.ClosedBy);
        writer.Member("clean"u8, end.Clean);
        writer.Name("codes"u8);
        writer.BeginArray();
        writer.NumberOrNull(end.ClientCloseCode?.Value);
        writer.NumberOrNull(end.ServerCloseCode?.Value);
        writer.EndArray();
        writer.EndObject();
    }

    /// <summary>What was counted.</summary>
    public void WriteStatistics()
    {
        WireStatistics statistics = session.Statistics;
        writer.Name("statistics"u8);
        writer.BeginObject();
        writer.Member("lasted"u8, statistics.Duration);
        DirectionStatistics tx = statistics[Direction.Tx];
        DirectionStatistics rx = statistics[Direction.Rx];
        writer.Pair("octets"u8, (long)tx.Octets, (long)rx.Octets);
        writer.Pair("messages"u8, tx.Messages, rx.Messages);
        writer.Name("frames"u8);
        writer.BeginArray();
        foreach (DirectionStatistics direction in (ReadOnlySpan<DirectionStatistics>)[tx, rx])
        {
            writer.BeginArray();
            for (int opcode = 0; opcode < 16; opcode++)
            {
                if (direction.Frames[opcode] is > 0 and var count)
                {
                    writer.BeginArray();
                    writer.Number((long)opcode);
                    writer.Number(count);
                    writer.EndArray();
                }
            }

            writer.EndArray();
        }

        writer.EndArray();
        writer.EndObject();
    }

    private void Time(ReadOnlySpan<byte> name, Timestamp time)
    {
        writer.Member(name, time.HasValue && start.HasValue ? time.UnixNanoseconds - start.UnixNanoseconds : null);
    }
}

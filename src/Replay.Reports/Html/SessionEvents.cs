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
            writer.Name("frame"u8);
            writer.NumberOrNull(violation.Frame);
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
            writer.Name("length"u8);
            writer.NumberOrNull(gap.Length is { } length ? (long)Math.Min(length, SessionData.MostExact) : null);
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
        writer.Name("closedBy"u8);
        writer.NumberOrNull((long?)end.ClosedBy);
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
        writer.Name("lasted"u8);
        writer.NumberOrNull(statistics.Duration);
        writer.Name("octets"u8);
        Pair(static one => (long)one.Octets);
        writer.Name("messages"u8);
        Pair(static one => one.Messages);
        writer.Name("frames"u8);
        writer.BeginArray();
        foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.Tx, Direction.Rx])
        {
            writer.BeginArray();
            for (int opcode = 0; opcode < 16; opcode++)
            {
                if (statistics[direction].Frames[opcode] is > 0 and var count)
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

    private void Pair(Func<DirectionStatistics, long> value)
    {
        writer.BeginArray();
        writer.Number(value(session.Statistics[Direction.Tx]));
        writer.Number(value(session.Statistics[Direction.Rx]));
        writer.EndArray();
    }

    private void Time(ReadOnlySpan<byte> name, Timestamp time)
    {
        writer.Name(name);
        writer.NumberOrNull(time.HasValue && start.HasValue ? time.UnixNanoseconds - start.UnixNanoseconds : null);
    }
}

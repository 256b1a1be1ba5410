using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>
/// Turns a case report into one connection. Octets lead; what the log cut is completed where other parts of the report prove
/// it (the handshake's text, frame lines, tables), and said to be elided where nothing does.
/// </summary>
public static class AutobahnStreams
{
    private const int Block = 64 * 1024;

    /// <summary>Delivers a report as one connection, in the order of its log.</summary>
    /// <param name="report">The report; one without a wire log gives a connection without octets.</param>
    /// <param name="source">The input it comes from, as the user named it.</param>
    /// <param name="context">Where to.</param>
    public static void Deliver(AutobahnReport report, string source, SourceContext context)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(context);
        bool isServer = IsServer(report);
        if (report.Closing.IsServer != isServer)
        {
            report = report with { Closing = report.Closing with { IsServer = isServer } };
        }

        var tx = LoggedDirection.Read(report, Direction.Tx);
        var rx = LoggedDirection.Read(report, Direction.Rx);
        ReportBroken(tx, source, context);
        ReportBroken(rx, source, context);
        var connection = new ConnectionInfo
        {
            Connection = context.NextConnection(),
            Source = source,
            Perspective = context.Options.Perspective ?? (isServer ? Perspective.Server : Perspective.Client),
            Started = Started(report.Started),
            Report = report,
            Limits = Limits(report),
        };
        IConnectionInput input = context.Sink.Open(connection);

        // Seen from the other side, what the fuzzer transmitted was received.
        (Direction transmitted, Direction received) = connection.IsReversed ? (Direction.Rx, Direction.Tx) : (Direction.Tx, Direction.Rx);

        for (int row = 0; row < report.WireLog.Count && !context.Cancellation.IsCancellationRequested; row++)
        {
            switch (report.WireLog[row])
            {
                case WireLogOctets octets:
                    (LoggedDirection one, Direction direction) = octets is WireLogTxOctets ? (tx, transmitted) : (rx, received);
                    if (one.GapsBefore.Contains(row))
                    {
                        // The table may prove how many octets there were, but not in how many reads or writes.
                        input.PushGap(direction, Timestamp.None, null, OctetState.Elided);
                    }

                    Push(input, direction, one.Chops[row]);
                    break;
                case WireLogTimer or WireLogSwitch or WireLogUnknown:
                    input.PushRemark(Timestamp.None, WireLogText.Text(report.WireLog[row], report.Dialect));
                    break;
                default:
                    break;
            }
        }

        PushGapAtEnd(input, transmitted, tx);
        PushGapAtEnd(input, received, rx);
        input.PushEnd(Timestamp.None, End(report, isServer));
    }

    private static bool IsServer(AutobahnReport report)
    {
        if (report.Closing.IsServer is { } stated)
        {
            return stated;
        }

        // Pages before 0.4.10 do not say: a fuzzer that is the server receives the request.
        WireLogOctets? first = report.WireLog.OfType<WireLogOctets>().FirstOrDefault();
        return first is WireLogRxOctets && first.Hex.StartsWith("47455420", StringComparison.Ordinal);
    }

    private static Timestamp Started(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? Timestamp.From(time)
            : Timestamp.None;

    private static List<string> Limits(AutobahnReport report)
    {
        List<string> limits = ["an Autobahn wire log has no times: only the order of its rows is known"];
        if (report.Form != AutobahnForm.Json)
        {
            limits.Add("a page does not state the length of octets that it cuts");
        }

        if (!report.LogWasOnThroughout)
        {
            limits.Add("the wire log was switched off for a part of the case");
        }

        return limits;
    }

    private static void ReportBroken(LoggedDirection one, string source, SourceContext context)
    {
        foreach (int row in one.BrokenRows)
        {
            string message = "the row's octets are not pairs of hex digits throughout, or more than it says; what follows them in it is left out";
            context.Sink.Report(new CaptureProblem(source, row, null, message, IsFatal: false) { RecordKind = "row" });
        }
    }

    private static void Push(IConnectionInput input, Direction direction, LoggedChop chop)
    {
        if (chop.Length is { } length)
        {
            input.BeginChop(direction, length);
        }

        if (chop.Visible.Length > 0)
        {
            input.Push(direction, Timestamp.None, chop.Visible);
        }

        ulong at = chop.VisibleEnd;
        foreach (ProvenRange range in chop.Proven)
        {
            if (range.Start < at)
            {
                continue;
            }

            PushElided(input, direction, range.Start - at);
            PushProven(input, direction, range);
            at = range.End;
        }

        if (chop.Length is null)
        {
            input.PushGap(direction, Timestamp.None, null, OctetState.Elided);
        }
        else
        {
            PushElided(input, direction, chop.End - Math.Min(at, chop.End));
        }
    }

    private static void PushElided(IConnectionInput input, Direction direction, ulong length)
    {
        if (length > 0)
        {
            input.PushGap(direction, Timestamp.None, length, OctetState.Elided);
        }
    }

    private static void PushProven(IConnectionInput input, Direction direction, ProvenRange range)
    {
        byte[] block = new byte[(int)Math.Min(Block, range.End - range.Start)];
        for (ulong at = range.Start; at < range.End;)
        {
            int count = (int)Math.Min((ulong)block.Length, range.End - at);
            for (int i = 0; i < count; i++)
            {
                block[i] = range.Octets[at + (ulong)i - range.Origin];
            }

            input.Push(direction, Timestamp.None, block.AsSpan(0, count), OctetState.Rebuilt);
            at += (ulong)count;
        }
    }

    private static void PushGapAtEnd(IConnectionInput input, Direction direction, LoggedDirection one)
    {
        if (one.HasGapAtEnd)
        {
            input.PushGap(direction, Timestamp.None, null, OctetState.Elided);
        }
    }

    private static EndKind End(AutobahnReport report, bool isServer)
    {
        string? by = report.WireLog.OfType<WireLogTcpDrop>().LastOrDefault()?.By
            ?? (report is { IsTruncated: false, Closing.DroppedByMe: { } byMe } ? byMe ? "ME" : "PEER" : null);
        return by switch
        {
            "ME" => isServer ? EndKind.DroppedByServer : EndKind.DroppedByClient,
            "PEER" => isServer ? EndKind.DroppedByClient : EndKind.DroppedByServer,
            "SERVER" => EndKind.DroppedByServer,
            "CLIENT" => EndKind.DroppedByClient,
            _ => report.IsTruncated ? EndKind.CaptureEnd : EndKind.Fin,
        };
    }
}

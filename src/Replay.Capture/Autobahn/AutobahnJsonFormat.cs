using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>Autobahn|Testsuite case reports as JSON (0.5.5 to 25.x).</summary>
public sealed class AutobahnJsonFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "autobahn-json";

    /// <inheritdoc/>
    public string Description => "Autobahn|Testsuite case report, JSON";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> start = head.TrimStart("\uFEFF \t\r\n"u8);
        if (start.IsEmpty || start[0] != '{')
        {
            return Confidence.None;
        }

        // Keys are sorted, so that a long description or handshake may put the log itself beyond the head.
        bool behavior = head.IndexOf("\"behaviorClose\""u8) >= 0;
        bool log = head.IndexOf("\"wirelog\""u8) >= 0;
        bool wirelog = head.IndexOf("\"createWirelog\""u8) >= 0;
        return behavior && (log || wirelog) ? Confidence.Certain : behavior || wirelog ? Confidence.Likely : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        byte[] document = ReportInput.ReadAll(input, context);
        JsonNode? root = JsonScanner.Read(document, out string? error, out int errorOffset);
        if (root is null || !JsonReport.IsReport(root))
        {
            string reason = error is not null ? ": " + error
                : JsonReport.IsIndex(root!) ? ": it is the index of a reports directory" : ": it has no wirelog";
            int at = error is null ? 0 : errorOffset;
            context.Sink.Report(new CaptureProblem(input.Name, ReportInput.Line(document, at), at, "not an Autobahn case report" + reason));
            return;
        }

        AutobahnReport report = JsonReport.Read(root, document, out int unknownRows);
        if (unknownRows > 0)
        {
            int row = report.WireLog.TakeWhile(one => one is not WireLogUnknown).Count();
            int at = root["wirelog"]!.Items[row].Start;
            string message = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"row {row} of the wire log is not understood ({unknownRows} in all)");
            context.Sink.Report(new CaptureProblem(input.Name, ReportInput.Line(document, at), at, message, IsFatal: false));
        }

        AutobahnStreams.Deliver(report, input.Name, context);
        if (error is not null)
        {
            context.Sink.Report(new CaptureProblem(input.Name, ReportInput.Line(document, errorOffset), errorOffset, error));
        }
    }
}

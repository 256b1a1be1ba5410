using System.Text;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>Autobahn|Testsuite case reports as HTML pages (0.4 to 25.x).</summary>
public sealed class AutobahnHtmlFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "autobahn-html";

    /// <inheritdoc/>
    public string Description => "Autobahn|Testsuite case report, HTML page";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        bool isPage = head.IndexOf("<html"u8) >= 0 || head.IndexOf("<pre"u8) >= 0;
        bool hasStyle = head.IndexOf("wirelog_tx_octets"u8) >= 0;
        bool hasCase = head.IndexOf("<b>Case Outcome</b>"u8) >= 0 || head.IndexOf(" - Test Case "u8) >= 0;
        return isPage && hasStyle && hasCase ? Confidence.Certain
            : isPage && (hasStyle || head.IndexOf("agent_case_result"u8) >= 0) ? Confidence.Likely
            : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        byte[] document = ReportInput.ReadAll(input, context);
        var unread = new List<string>();
        AutobahnReport? report = HtmlReport.Read(OwnPage.AsOriginal(Encoding.Latin1.GetString(document)), unread, out IReadOnlyList<long> unknownLines);
        if (report is null)
        {
            bool isIndex = document.AsSpan().IndexOf("agent_case_result"u8) >= 0;
            string reason = isIndex ? "it is the index of a reports directory; name the directory instead" : "no case's title is in it";
            context.Sink.Report(new CaptureProblem(input.Name, 1, 0, "not an Autobahn case report: " + reason));
            return;
        }

        PageProblems.Report(unread, unknownLines, input.Name, context);
        AutobahnStreams.Deliver(report, input.Name, context);
        if (report.IsTruncated)
        {
            string message = "the page is cut off: its wire log has no last line";
            context.Sink.Report(new CaptureProblem(input.Name, ReportInput.Line(document, document.Length), document.Length, message));
        }
    }
}

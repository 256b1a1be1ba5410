using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Capture.Packets;
using Replay.Cases;
using Replay.Reports;
using Replay.Reports.Ndjson;
using Replay.Reports.Text;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Counting;

namespace Replay.Cli.Running;

/// <summary>
/// Decodes a small record for nobody on the second core while the first one reads the command line and the input: by the
/// time there are octets, most of what they pass through has been compiled. It shares nothing with the run itself, and a
/// wrong guess costs nothing but its own time.
/// </summary>
internal static class WarmUp
{
    /// <summary>Starts it, where there is a core to spare.</summary>
    public static void Start(string[] args)
    {
        if (Environment.ProcessorCount == 1)
        {
            return;
        }

        new Thread(() => Decode(args), 1024 * 1024) { IsBackground = true, Name = "warm-up" }.Start();
    }

    private static void Decode(string[] args)
    {
        bool isSummary = Array.IndexOf(args, "summary") >= 0;
        if (IsReport(args))
        {
            // From the streams on: the first core is busy with the report's text itself.
            AutobahnStreams.Deliver(WarmUpReport.Make(), "", Context(new ConversationDecoder(Report(args, isSummary))));
            return;
        }

        // SYN to FIN, text in one piece and in two, beyond ASCII, a ping, both closes.
        using Stream? capture = typeof(WarmUp).Assembly.GetManifestResourceStream("warm-up.pcap");
        if (capture is null)
        {
            return;
        }

        var report = new SummaryReport(Stream.Null, new SummaryOptions { Json = true });
        var input = new SourceInput("", capture);
        if (isSummary)
        {
            var decoder = new CountingDecoder(report);
            CaptureSet.Read([input], Context(decoder), decoder);
        }
        else
        {
            new PcapFormat().Read(input, Context(new ConversationDecoder(Report(args, isSummary))));
        }

        report.Complete();
    }

    private static ReportAuditSink Report(string[] args, bool isSummary)
    {
        ReportAuditSink? audit = null;
        IReport report = isSummary
            ? new SummaryReport(Stream.Null, new SummaryOptions { Audit = connection => audit!.AuditOf(connection) })
            : Array.IndexOf(args, "ndjson") >= 0
            ? new NdjsonReport(Stream.Null, new NdjsonOptions { Audit = connection => audit!.AuditOf(connection) })
            : new WireLogReport(Stream.Null, new WireLogOptions
            {
                Footer = (connection, _, _) => audit!.AuditOf(connection) is { } one ? [.. AuditText.Lines(one)] : [],
            });
        return audit = new ReportAuditSink(static id => CaseCatalogue.Find(id)?.Expectation) { Next = report };
    }

    private static SourceContext Context(IOctetSink sink) => new(sink, SourceOptions.Default);

    // A look at the start of the first file named; pipes have no length and are left alone.
    private static bool IsReport(string[] args)
    {
        foreach (string arg in args.AsSpan(1))
        {
            // An argument may be empty, which is no name: nothing may be thrown here, where nobody catches it.
            if (arg.Length == 0 || new FileInfo(arg) is not { Exists: true, Length: > 0 })
            {
                continue;
            }

            try
            {
                using FileStream stream = new(arg, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                Span<byte> head = stackalloc byte[4096];
                head = head[..stream.Read(head)];
                return head.IndexOf("Autobahn"u8) >= 0 || head.IndexOf(" - Case "u8) >= 0 || head.IndexOf("\"behavior"u8) >= 0;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        return false;
    }
}

using System.Globalization;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>Autobahn|Testsuite case reports pasted as text from a browser, or the wire log of one alone.</summary>
public sealed class AutobahnTextFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "autobahn-text";

    /// <inheritdoc/>
    public string Description => "Autobahn|Testsuite case report, the page's text or its wire log alone";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        bool hasRow = HasRow(head, out _);
        bool hasTitle = head.IndexOf(" - Case "u8) >= 0 && head.IndexOf(" ms @ "u8) >= 0;
        if (head.IndexOf("<pre"u8) >= 0 || head.IndexOf("<html"u8) >= 0)
        {
            return Confidence.None;
        }

        return hasRow && hasTitle ? Confidence.Certain
            : hasRow || (hasTitle && head.IndexOf("Case Outcome"u8) >= 0) ? Confidence.Likely
            : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        byte[] document = ReportInput.ReadAll(input, context);
        ReadOnlySpan<byte> rest = document;
        rest = rest.StartsWith("\uFEFF"u8) ? rest[3..] : rest;
        var report = new TextReport();
        bool isQuoted = HasRow(rest, out bool quoted) && quoted;
        bool any = false;
        long number = 0;
        while (!rest.IsEmpty && !context.Cancellation.IsCancellationRequested)
        {
            number++;
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> octets = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (octets.Length > context.Options.MaxLine)
            {
                string message = string.Create(CultureInfo.InvariantCulture, $"a line of {octets.Length} octets is longer than {context.Options.MaxLine} and left out");
                context.Sink.Report(new CaptureProblem(input.Name, number, document.Length - rest.Length - octets.Length, message));
                continue;
            }

            string line = PageOctets.Decode(WithoutQuote(octets.TrimEnd("\r"u8), isQuoted));
            if (report.IsNext(line))
            {
                any = true;
                Deliver(report, input.Name, context, number - 1, document.Length - rest.Length - octets.Length);
                report = new TextReport();
            }

            report.Add(line, number);
        }

        if (report.IsReport)
        {
            Deliver(report, input.Name, context, number, document.Length);
        }
        else if (!any)
        {
            context.Sink.Report(new CaptureProblem(input.Name, 1, 0, "not an Autobahn case report: it has neither a case's title nor a wire log"));
        }
    }

    private static void Deliver(TextReport text, string source, SourceContext context, long lastLine, long end)
    {
        var unread = new List<string>();
        AutobahnReport report = text.Finish(unread, out IReadOnlyList<long> unknownLines, out bool isTruncated);
        PageProblems.Report(unread, unknownLines, source, context);
        if (text.FirstRow > 0)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"the wire log begins with row {text.FirstRow}: the rows before it are missing");
            context.Sink.Report(new CaptureProblem(source, text.FirstRowLine, null, message));
        }

        AutobahnStreams.Deliver(report, source, context);
        if (isTruncated)
        {
            context.Sink.Report(new CaptureProblem(source, lastLine, end, "the report is cut off: its wire log has no last line"));
        }
    }

    // Octets in front of the words that make a row: quotes, blanks and its number.
    private const int MaxBeforeRow = 256;

    /// <summary>True when a line is a row of octets or a frame of a wire log.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isQuoted">True when the line is quoted, as mails and issues do: "> 000 TX OCTETS: ".</param>
    private static bool HasRow(ReadOnlySpan<byte> text, out bool isQuoted)
    {
        isQuoted = false;
        int lineStart = 0;
        for (int from = 0; text[from..].IndexOf("X OCTETS:"u8) is >= 0 and var at; from += at + 1)
        {
            lineStart = text[from..(from + at)].LastIndexOf((byte)'\n') is >= 0 and var end ? from + end + 1 : lineStart;
            if (from + at - lineStart > MaxBeforeRow)
            {
                continue;
            }

            ReadOnlySpan<byte> before = text[lineStart..(from + at)].TrimStart("\uFEFF"u8);
            ReadOnlySpan<byte> row = before.TrimStart(" \t>"u8);
            if (row is [.. var number, (byte)' ', (byte)'T' or (byte)'R'] && number.Length is >= 3 and <= 9 && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                isQuoted = before.TrimStart(" \t"u8) is [(byte)'>', ..];
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> WithoutQuote(ReadOnlySpan<byte> line, bool isQuoted)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        return !isQuoted || text is not [(byte)'>', ..] ? line
            : text is [_, (byte)' ', ..] ? text[2..]
            : text[1..];
    }
}

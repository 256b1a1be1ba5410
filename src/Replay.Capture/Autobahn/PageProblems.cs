using System.Globalization;
using Replay.Sessions;

namespace Replay.Capture.Autobahn;

/// <summary>Says what of a page could not be read, though reading went on.</summary>
internal static class PageProblems
{
    // A page of something else would bring one for each of its lines.
    private const int MaxLines = 5;

    public static void Report(List<string> unreadTables, IReadOnlyList<long> unknownLines, string source, SourceContext context)
    {
        foreach (string table in unreadTables)
        {
            context.Sink.Report(new CaptureProblem(source, null, null, $"the cells of the table \"{table}\" cannot be told apart; it is left out", IsFatal: false));
        }

        foreach (long line in unknownLines.Take(MaxLines))
        {
            context.Sink.Report(new CaptureProblem(source, line, null, "a line of the wire log is not understood", IsFatal: false));
        }

        if (unknownLines.Count > MaxLines)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"{unknownLines.Count - MaxLines} more lines of the wire log are not understood");
            context.Sink.Report(new CaptureProblem(source, unknownLines[MaxLines], null, message, IsFatal: false));
        }
    }
}

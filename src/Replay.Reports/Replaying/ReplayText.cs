using System.Globalization;
using Replay.Reports.Differences;
using Replay.Reports.Text;
using Replay.Sessions.Results;

namespace Replay.Reports.Replaying;

/// <summary>Replayed conversations for a person: one in full, several as a table with the failures first.</summary>
/// <param name="output">Where to.</param>
/// <param name="options">How differences are shown.</param>
public sealed class ReplayText(Utf8Output output, DiffOptions options)
{
    private const int NameWidth = 24;
    private const int WordsWidth = 34;
    private readonly Palette _palette = options.Color ? Palette.Ansi : Palette.None;

    /// <summary>Writes them.</summary>
    /// <param name="rows">The conversations, in the order of the input.</param>
    public void Write(IReadOnlyList<ReplayRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 1)
        {
            WriteOne(rows[0]);
            return;
        }

        foreach (ReplayRow row in rows.OrderBy(Order))
        {
            WriteLine(row);
        }

        WriteTotals(rows);
    }

    private static int Order(ReplayRow row) => row.Result switch
    {
        { Verdict: RunVerdict.Unreachable } => 0,
        { IsFailure: true } => 1,
        null => 2,
        _ => 3,
    };

    private void WriteOne(ReplayRow row)
    {
        Paint(_palette.Heading, $"{row.Input} {(row.Name == row.Input ? "" : row.Name + " ")}to {row.Target}");
        output.Write("\n"u8);
        if (row.Result is not { } result)
        {
            Field("refused", row.Refusal, _palette.Error);
            return;
        }

        Field("verdict", row.Runs.Count > 1 ? ReplayWords.Distribution(row.Runs) + (row.IsFlaky ? " (flaky)" : "") : result.Outcome, result.IsFailure ? _palette.Error : _palette.Good);
        Field("failure", result.Failure, _palette.Error);
        Field("rule", result.Clause is { Length: > 0 } clause ? $"{clause}: {result.Requirement}" : null, default);
        Field("expected", result.Expected, default);
        Field("observed", result.Observed, default);
        Field("time", result.Duration is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms") : null, default);
        foreach (string note in row.Notes)
        {
            Field("note", note, _palette.Faint);
        }

        if (row.Comparison is { IsMatch: false } comparison)
        {
            output.Write(result.Behavior is null ? "\n"u8 : "\nDifferences from the record, which do not decide the verdict:\n"u8);
            new DiffText(output, options).Write(comparison);
        }
    }

    private void Field(string name, string? value, ReadOnlySpan<byte> color)
    {
        if (!string.IsNullOrEmpty(value))
        {
            output.Write("  " + name.PadRight(10));
            Paint(color, value);
            output.Write("\n"u8);
        }
    }

    private void WriteLine(ReplayRow row)
    {
        CaseResult? result = row.Result;
        bool bad = result?.IsFailure != false;
        string words = result is null ? "refused" : row.Runs.Count > 1 ? ReplayWords.Distribution(row.Runs) : result.Outcome;
        string detail = row.Refusal ?? result?.Failure ?? (bad ? Detail(result!) : "");
        Paint(bad ? _palette.Error : _palette.Good, bad ? "✗ " : "✓ ");
        output.Write(UnsafeText.Escape(row.Name).PadRight(NameWidth) + " ");
        output.Write((words + (row.IsFlaky ? " (flaky)" : "")).PadRight(detail.Length == 0 ? 0 : WordsWidth));
        output.Write(detail.Length == 0 ? "" : " " + UnsafeText.Escape(detail));
        foreach (string note in row.Notes)
        {
            output.Write("\n    ");
            Paint(_palette.Faint, note);
        }

        output.Write("\n"u8);
    }

    private static string Detail(CaseResult result) => result.Behavior is not null
        ? $"observed {result.Observed}"
        : result.Differences is [var first, ..]
            ? $"{first.At}: expected {first.Expected ?? "nothing"}, observed {first.Observed ?? "nothing"}"
                + (result.Differences.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {result.Differences.Length - 1} more)") : "")
            : "";

    private void WriteTotals(IReadOnlyList<ReplayRow> rows)
    {
        int failed = rows.Count(row => row.Result?.IsFailure == true);
        int refused = rows.Count(row => row.Result is null);
        int flaky = rows.Count(row => row.IsFlaky);
        string line = string.Create(CultureInfo.InvariantCulture, $"{rows.Count} replayed: {rows.Count - failed - refused} passed, {failed} failed")
            + (refused > 0 ? string.Create(CultureInfo.InvariantCulture, $", {refused} refused") : "")
            + (flaky > 0 ? string.Create(CultureInfo.InvariantCulture, $", {flaky} flaky") : "");
        output.Write("\n"u8);
        Paint(failed + refused == 0 ? _palette.Good : _palette.Error, line);
        output.Write("\n"u8);
    }

    private void Paint(ReadOnlySpan<byte> color, string text)
    {
        output.Write(color);
        output.Write(UnsafeText.Escape(text));
        if (!color.IsEmpty)
        {
            output.Write(_palette.Reset);
        }
    }
}

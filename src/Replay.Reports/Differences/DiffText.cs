using System.Globalization;
using System.Text;
using Replay.Reports.Text;
using Replay.Sessions;
using Replay.Sessions.Comparison;
using Replay.Sessions.Results;

namespace Replay.Reports.Differences;

/// <summary>Two conversations side by side, for a person: what differs, with a little of what stands around it.</summary>
/// <param name="output">Where to.</param>
/// <param name="options">How.</param>
public sealed class DiffText(Utf8Output output, DiffOptions options)
{
    private const int Context = 2;
    private const int LabelWidth = 20;
    private const int MarkWidth = 3;

    private readonly Palette _palette = options.Color ? Palette.Ansi : Palette.None;
    private readonly int _half = Math.Max(16, (options.Columns - LabelWidth - MarkWidth) / 2);

    /// <summary>Writes one pair of conversations.</summary>
    public void Write(SessionComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        WriteHeading(comparison);
        foreach (SessionDifference difference in comparison.Differences)
        {
            if (IsFact(difference))
            {
                WriteRow(difference.At, difference.Expected, difference.Observed, isSame: false);
            }
        }

        WriteRows(comparison);
        if (comparison.MoreDifferences > 0)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"  {comparison.MoreDifferences} more differences are not listed\n"));
        }

        output.Write((byte)'\n');
    }

    /// <summary>Writes a conversation that has no counterpart.</summary>
    /// <param name="only">It.</param>
    /// <param name="isExpected">It is in the first record.</param>
    public void WriteAlone(Session only, bool isExpected)
    {
        string name = Name(only);
        Paint(_palette.Heading, name);
        output.Write((byte)'\n');
        WriteRow("connection", isExpected ? name : null, isExpected ? null : name, isSame: false);
        output.Write((byte)'\n');
    }

    /// <summary>Writes the last line.</summary>
    public void WriteTotals(int matching, int differing)
    {
        int all = matching + differing;
        string line = string.Create(CultureInfo.InvariantCulture, $"{all} {(all == 1 ? "connection" : "connections")} compared: ")
            + (differing == 0 ? "no difference" : string.Create(CultureInfo.InvariantCulture, $"{matching} alike, {differing} {(differing == 1 ? "differs" : "differ")}"));
        Paint(differing == 0 ? _palette.Good : _palette.Error, line);
        output.Write((byte)'\n');
    }

    private static bool IsFact(SessionDifference difference) =>
        !difference.At.StartsWith("tx ", StringComparison.Ordinal) && !difference.At.StartsWith("rx ", StringComparison.Ordinal);

    private static string Name(Session session) => UnsafeText.Escape(string.Create(
        CultureInfo.InvariantCulture, $"{session.Connection.Source} connection {session.Connection.Connection} {session.Request?.Target}").TrimEnd());

    private void WriteHeading(SessionComparison comparison)
    {
        Paint(_palette.Heading, Name(comparison.Expected));
        output.Write(" and "u8);
        Paint(_palette.Heading, Name(comparison.Observed));
        output.Write(comparison.IsMatch ? ": alike\n" : "\n");
    }

    private void WriteRows(SessionComparison comparison)
    {
        int lastShown = -1;
        for (int i = 0; i < comparison.Rows.Length; i++)
        {
            if (!options.All && !IsNear(comparison, i))
            {
                continue;
            }

            WriteSkipped(i - lastShown - 1);
            lastShown = i;
            AlignedItems row = comparison.Rows[i];
            WriteRow(row.At(options.Strict), row.Expected?.Describe(row.Observed), row.Observed?.Describe(row.Expected), row.IsSame);
        }

        WriteSkipped(comparison.Rows.Length - lastShown - 1);
    }

    // Within the direction: what stands around it in the other one is elsewhere.
    private static bool IsNear(SessionComparison comparison, int row)
    {
        Protocol.Direction direction = DirectionOf(comparison.Rows[row]);
        for (int i = Math.Max(0, row - Context); i <= Math.Min(comparison.Rows.Length - 1, row + Context); i++)
        {
            if (!comparison.Rows[i].IsSame && DirectionOf(comparison.Rows[i]) == direction)
            {
                return true;
            }
        }

        return false;
    }

    private static Protocol.Direction DirectionOf(AlignedItems row) => (row.Expected ?? row.Observed)!.Direction;

    private void WriteSkipped(int count)
    {
        if (count > 0)
        {
            Paint(_palette.Faint, string.Create(CultureInfo.InvariantCulture, $"  ... {count} alike"));
            output.Write((byte)'\n');
        }
    }

    private void WriteRow(string at, string? expected, string? observed, bool isSame)
    {
        string label = "  " + at.Replace(" message", "", StringComparison.Ordinal).Replace(" frame", "", StringComparison.Ordinal);
        output.Write(label.Length < LabelWidth ? label.PadRight(LabelWidth) : label + "\n" + new string(' ', LabelWidth));
        Side(expected, isSame ? _palette.Faint : expected is null ? default : _palette.Tx, pad: true);
        Paint(isSame ? _palette.Faint : _palette.Error, isSame ? " | " : expected is null ? " > " : observed is null ? " <" : " ! ");
        Side(observed, isSame ? _palette.Faint : _palette.Rx, pad: false);
        output.Write((byte)'\n');
    }

    private void Side(string? text, ReadOnlySpan<byte> color, bool pad)
    {
        string shown = Cut(UnsafeText.Escape(text ?? ""));
        Paint(color, shown);
        if (pad)
        {
            output.WriteSpaces(Math.Max(0, _half - shown.EnumerateRunes().Count()));
        }
    }

    private string Cut(string text)
    {
        if (text.EnumerateRunes().Count() <= _half)
        {
            return text;
        }

        var cut = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes().Take(_half - 1))
        {
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }

    private void Paint(ReadOnlySpan<byte> color, string text)
    {
        output.Write(color);
        output.Write(text);
        if (!color.IsEmpty)
        {
            output.Write(_palette.Reset);
        }
    }
}

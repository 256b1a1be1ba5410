using System.Globalization;

namespace Replay.Sessions.Comparison;

/// <summary>One row of two conversations side by side; a side is null where the other has something more.</summary>
/// <param name="Expected">Of the first.</param>
/// <param name="Observed">Of the second.</param>
/// <param name="IsSame">Nothing tells them apart.</param>
public readonly record struct AlignedItems(ComparedItem? Expected, ComparedItem? Observed, bool IsSame)
{
    /// <summary>Where it is: "rx message 3", counted from 1 as the first conversation counts, or the second where the first has nothing.</summary>
    /// <param name="strict">Frames were compared.</param>
    public string At(bool strict)
    {
        ComparedItem item = (Expected ?? Observed)!;
        string word = strict ? "frame" : "message";
        return string.Create(CultureInfo.InvariantCulture, $"{(item.Direction == Protocol.Direction.Tx ? "tx" : "rx")} {word} {item.Number + 1}");
    }
}

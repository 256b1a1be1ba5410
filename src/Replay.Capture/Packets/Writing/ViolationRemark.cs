using System.Globalization;
using System.Text;
using Replay.Protocol;

namespace Replay.Capture.Packets.Writing;

/// <summary>A violation in the words of a packet comment.</summary>
internal static class ViolationRemark
{
    public static string Of(in Violation violation)
    {
        string frame = violation.Frame is { } number ? string.Create(CultureInfo.InvariantCulture, $"frame {number}, ") : "";
        string direction = violation.Direction == Direction.Tx ? "tx" : "rx";
        return Printable(string.Create(
            CultureInfo.InvariantCulture,
            $"{violation.Severity.ToString().ToLowerInvariant()} {violation.Description.Id} by {violation.By.ToString().ToLowerInvariant()}: expected {violation.Expected}; observed {violation.Observed} ({frame}octet {violation.Offset} of {direction})"));
    }

    /// <summary>What was observed may hold anything from the wire; whoever prints the comment must not obey it.</summary>
    private static string Printable(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            if (char.IsControl(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Surrogate)
            {
                clean.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                clean.Append(character);
            }
        }

        return clean.ToString();
    }
}

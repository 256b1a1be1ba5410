using System.Buffers;
using System.Globalization;
using System.Text;
using Replay.Sessions.Autobahn;

namespace Replay.Reports.Autobahn;

/// <summary>Expected and received events as pages show them: Python 2 literals, cut at 996 characters.</summary>
internal static class PythonRepr
{
    private const int Limit = 1000;
    private const string Ellipsis = " ...";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The accepted outcomes; as written where they were read from a page.</summary>
    public static string Expected(AutobahnReport report)
    {
        if (report.Form != AutobahnForm.Json && report.ExpectedText is { } written)
        {
            return written;
        }

        IEnumerable<AutobahnExpectation> outcomes = report.Expected
            .OrderBy(static one => one.Behavior switch { "OK" => 0, "NON-STRICT" => 1, _ => 2 })
            .ThenBy(static one => one.Behavior, StringComparer.Ordinal);
        return Cut("{" + string.Join(", ", outcomes.Select(static one => Quote(one.Behavior) + ": " + Events(one.Events))) + "}");
    }

    /// <summary>The events received; as written where they were read from a page.</summary>
    public static string Received(AutobahnReport report) =>
        report.Form != AutobahnForm.Json && report.ReceivedText is { } written ? written : Cut(Events(report.Received));

    private static string Events(IReadOnlyList<AutobahnEvent> events) => "[" + string.Join(", ", events.Select(Event)) + "]";

    private static string Event(AutobahnEvent one)
    {
        string payload = one.Payload is null ? "None" : one.Kind == "timeout" || IsHex(one.Payload) ? Quote(one.Payload) : "u" + Quote(one.Payload);
        return "(" + Quote(one.Kind) + ", " + payload + (one.IsBinary is { } binary ? ", " + (binary ? "True" : "False") : "") + ")";
    }

    /// <summary>What is no UTF-8 was made hex of, which is no Unicode string.</summary>
    private static bool IsHex(string payload)
    {
        ReadOnlySpan<char> digits = payload.AsSpan();
        digits = digits.EndsWith(Ellipsis) ? digits[..^Ellipsis.Length] : digits;
        return digits.StartsWith("0x") && digits.Length > 2 && digits.Length % 2 == 0 && !digits[2..].ContainsAnyExcept(HexDigits);
    }

    private static string Cut(string literal) => literal.Length > Limit - Ellipsis.Length ? literal[..(Limit - Ellipsis.Length)] + Ellipsis : literal;

    private static string Quote(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var literal = new StringBuilder().Append(quote);
        for (int i = 0; i < text.Length; i++)
        {
            char one = text[i];
            switch (one)
            {
                case '\n': literal.Append("\\n"); break;
                case '\r': literal.Append("\\r"); break;
                case '\t': literal.Append("\\t"); break;
                case '\\': literal.Append("\\\\"); break;
                case >= ' ' and <= '~': literal.Append(one == quote ? "\\" : "").Append(one); break;
                case <= '\xFF': literal.Append(CultureInfo.InvariantCulture, $"\\x{(int)one:x2}"); break;
                default:
                    if (Rune.TryGetRuneAt(text, i, out Rune rune) && !rune.IsBmp)
                    {
                        literal.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
                        i++;
                    }
                    else
                    {
                        literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}");
                    }

                    break;
            }
        }

        return literal.Append(quote).ToString();
    }
}

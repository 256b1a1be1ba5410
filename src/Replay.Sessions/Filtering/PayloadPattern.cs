using System.Text;
using System.Text.RegularExpressions;

namespace Replay.Sessions.Filtering;

/// <summary>What a payload is searched for: a text, octet for octet, or a regular expression.</summary>
public abstract class PayloadPattern
{
    /// <summary>Looks for a text as its UTF-8 octets.</summary>
    public static PayloadPattern FromText(string text) => new TextPattern(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Looks for a regular expression in the payload read as UTF-8. It is matched without backtracking: the time is
    /// proportional to the payload's length whatever the expression.
    /// </summary>
    /// <exception cref="ArgumentException">The expression is malformed, or needs backtracking.</exception>
    public static PayloadPattern FromRegex(string expression) => new RegexPattern(Expression(expression));

    /// <summary>A regular expression that is matched without backtracking.</summary>
    /// <exception cref="ArgumentException">The expression is malformed, or needs backtracking.</exception>
    public static Regex Expression(string expression)
    {
        try
        {
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException exception)
        {
            throw new ArgumentException("backreferences, lookarounds and atomic groups are not supported", exception);
        }
    }

    /// <summary>True when the payload holds what is looked for.</summary>
    public abstract bool Matches(ReadOnlySpan<byte> payload);

    private sealed class TextPattern(byte[] text) : PayloadPattern
    {
        public override bool Matches(ReadOnlySpan<byte> payload) => payload.IndexOf(text) >= 0;
    }

    private sealed class RegexPattern(Regex regex) : PayloadPattern
    {
        private char[] _characters = new char[4096];

        public override bool Matches(ReadOnlySpan<byte> payload)
        {
            if (_characters.Length < payload.Length)
            {
                // UTF-8 never has fewer octets than UTF-16 has units, replacements for invalid octets included.
                _characters = new char[Math.Max(payload.Length, _characters.Length * 2L > Array.MaxLength ? 0 : _characters.Length * 2)];
            }

            int length = Encoding.UTF8.GetChars(payload, _characters);
            return regex.IsMatch(_characters.AsSpan(0, length));
        }
    }
}

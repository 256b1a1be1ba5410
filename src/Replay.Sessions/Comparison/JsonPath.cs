using System.Globalization;

namespace Replay.Sessions.Comparison;

/// <summary>
/// The part of a JSON document that a path such as <c>$.a[0].b</c>, <c>$.list[*].time</c> or <c>$..timestamp</c> names: names,
/// indices, <c>*</c> for any, <c>..</c> for any depth (RFC 9535, without filters and slices).
/// </summary>
public sealed class JsonPath
{
    /// <summary>The steps still to be taken at the document's root.</summary>
    internal static readonly int[] Start = [0];

    private readonly string _text;
    private readonly Step[] _steps;

    private JsonPath(string text, Step[] steps)
    {
        _text = text;
        _steps = steps;
    }

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is none; the message says where it breaks.</exception>
    public static JsonPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is not ['$', _, ..])
        {
            throw new FormatException($"'{text}' is no JSON path: it begins with $ and names something, such as $.timestamp");
        }

        var steps = new List<Step>();
        int at = 1;
        while (at < text.Length)
        {
            bool anyDepth = text.AsSpan(at).StartsWith("..");
            at += anyDepth ? 2 : text[at] == '.' ? 1 : 0;
            steps.Add(at < text.Length && text[at] == '['
                ? ReadBracket(text, ref at, anyDepth)
                : at > 1 && text[at - 1] == '.' ? ReadName(text, ref at, anyDepth) : throw Broken(text, at));
        }

        return new JsonPath(text, [.. steps]);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>Takes a step into a member of an object (by name) or an array (by index).</summary>
    /// <param name="open">Where in the path one stands: indices of steps still to be taken.</param>
    /// <param name="name">The member's name, or null in an array.</param>
    /// <param name="index">The element's index in an array.</param>
    /// <param name="next">Where one stands inside the member.</param>
    /// <returns>True when the path names the member itself.</returns>
    internal bool Enter(int[] open, string? name, int index, out int[] next)
    {
        var inside = new SortedSet<int>();
        bool named = false;
        foreach (int at in open)
        {
            Step step = _steps[at];
            if (step.AnyDepth)
            {
                inside.Add(at);
            }

            if (step.Matches(name, index))
            {
                named |= at + 1 == _steps.Length;
                if (at + 1 < _steps.Length)
                {
                    inside.Add(at + 1);
                }
            }
        }

        next = [.. inside];
        return named;
    }

    private static Step ReadBracket(string text, ref int at, bool anyDepth)
    {
        int end = text.IndexOf(']', at);
        string inside = end < 0 ? throw Broken(text, at) : text[(at + 1)..end];
        at = end + 1;
        return inside switch
        {
            "*" => new Step(null, null, anyDepth),
            ['\'', .., '\''] or ['"', .., '"'] when inside.Length > 1 => new Step(inside[1..^1], null, anyDepth),
            _ when int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index) => new Step(null, index, anyDepth),
            _ => throw Broken(text, at - inside.Length - 1),
        };
    }

    private static Step ReadName(string text, ref int at, bool anyDepth)
    {
        int end = text.AsSpan(at).IndexOfAny('.', '[') is >= 0 and var length ? at + length : text.Length;
        string name = text[at..end];
        if (name.Length == 0)
        {
            throw Broken(text, at);
        }

        at = end;
        return name == "*" ? new Step(null, null, anyDepth) : new Step(name, null, anyDepth);
    }

    private static FormatException Broken(string text, int at) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{text}' is no JSON path: character {at + 1} is neither .name nor [index], ['name'], [*]"));

    private readonly record struct Step(string? Name, int? Index, bool AnyDepth)
    {
        public bool Matches(string? name, int index) =>
            Name is null && Index is null ? true : name is null ? Index == index : Name == name;
    }
}

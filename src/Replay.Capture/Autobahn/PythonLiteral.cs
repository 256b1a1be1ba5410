using System.Globalization;
using System.Text;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>Reads what pages print of expected and observed events: Python literals, or JSON; cut at 996 characters.</summary>
internal sealed class PythonLiteral
{
    private const int MaxDepth = 16;
    private readonly string _text;
    private int _at;

    private PythonLiteral(string text) => _text = text;

    /// <summary>True when the literal ended before it was complete.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The accepted outcomes of a dictionary, as far as it goes.</summary>
    public static List<AutobahnExpectation> Expectations(string text, out bool isCut)
    {
        var literal = new PythonLiteral(text);
        object? value = literal.Value(0);
        isCut = literal.IsCut;
        var expectations = new List<AutobahnExpectation>();
        foreach ((string name, object? events) in value as List<(string, object?)> ?? [])
        {
            expectations.Add(new AutobahnExpectation(name, Events(events)));
        }

        return expectations;
    }

    /// <summary>The events of a list, as far as it goes.</summary>
    public static List<AutobahnEvent> Events(string text, out bool isCut)
    {
        var literal = new PythonLiteral(text);
        object? value = literal.Value(0);
        isCut = literal.IsCut;
        return Events(value);
    }

    private static List<AutobahnEvent> Events(object? value)
    {
        var events = new List<AutobahnEvent>();
        foreach (object? item in value as List<object?> ?? [])
        {
            if (item is List<object?> { Count: > 0 } parts && parts[0] is string kind)
            {
                events.Add(new AutobahnEvent(kind, parts.ElementAtOrDefault(1) as string, parts.ElementAtOrDefault(2) as bool?));
            }
        }

        return events;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private object? Value(int depth)
    {
        SkipSpace();
        if (_at >= _text.Length || depth > MaxDepth)
        {
            IsCut = true;
            return null;
        }

        char c = _text[_at];
        if (c is 'u' or 'b' && _at + 1 < _text.Length && _text[_at + 1] is '\'' or '"')
        {
            _at++;
            return String();
        }

        return c switch
        {
            '{' => Dictionary(depth),
            '[' => Sequence(']', depth),
            '(' => Sequence(')', depth),
            '\'' or '"' => String(),
            _ => Word(),
        };
    }

    private List<object?> Sequence(char close, int depth)
    {
        var items = new List<object?>();
        _at++;
        while (true)
        {
            SkipSpace();
            if (_at < _text.Length && _text[_at] == close)
            {
                _at++;
                return items;
            }

            object? item = Value(depth + 1);
            if (item is not null || !IsCut)
            {
                items.Add(item);
            }

            SkipSpace();
            if (IsCut || _at >= _text.Length || (_text[_at] != ',' && _text[_at] != close))
            {
                IsCut = true;
                return items;
            }

            _at += _text[_at] == ',' ? 1 : 0;
        }
    }

    private List<(string, object?)> Dictionary(int depth)
    {
        var items = new List<(string, object?)>();
        _at++;
        while (true)
        {
            SkipSpace();
            if (_at < _text.Length && _text[_at] == '}')
            {
                _at++;
                return items;
            }

            object? name = Value(depth + 1);
            SkipSpace();
            if (name is not string key || _at >= _text.Length || _text[_at] != ':')
            {
                IsCut = true;
                return items;
            }

            _at++;
            items.Add((key, Value(depth + 1)));
            SkipSpace();
            if (IsCut || _at >= _text.Length || (_text[_at] != ',' && _text[_at] != '}'))
            {
                IsCut = true;
                return items;
            }

            _at += _text[_at] == ',' ? 1 : 0;
        }
    }

    private object? Word()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+'))
        {
            _at++;
        }

        string word = _text[start.._at];
        switch (word)
        {
            case "True" or "true":
                return true;
            case "False" or "false":
                return false;
            case "None" or "null":
                return null;
            case "":
                IsCut = true;
                return null;
            default:
                return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
        }
    }

    private string String()
    {
        char quote = _text[_at++];
        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            char c = _text[_at++];
            if (c == quote)
            {
                return text.ToString();
            }

            if (c != '\\' || _at >= _text.Length)
            {
                text.Append(c);
                continue;
            }

            Escape(text);
        }

        IsCut = true;
        return text.ToString();
    }

    private void Escape(StringBuilder text)
    {
        char kind = _text[_at++];
        int digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits <= _text.Length
                && uint.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint point)
                && point <= 0x10FFFF)
            {
                text.Append(point <= 0xFFFF ? ((char)point).ToString() : char.ConvertFromUtf32((int)point));
                _at += digits;
                return;
            }

            IsCut = true;
            return;
        }

        text.Append(kind switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'a' => '\a', 'b' => '\b', 'f' => '\f', 'v' => '\v', '0' => '\0', _ => kind });
    }
}

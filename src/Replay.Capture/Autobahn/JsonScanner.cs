using System.Text;

namespace Replay.Capture.Autobahn;

/// <summary>
/// Reads JSON so that a document cut off anywhere still gives what stands before the cut, and lone surrogates (which reports of
/// the UTF-8 cases hold) survive: the class library's reader can do neither.
/// </summary>
internal sealed class JsonScanner
{
    private const int MaxDepth = 64;
    private readonly ReadOnlyMemory<byte> _document;
    private int _at;

    private JsonScanner(ReadOnlyMemory<byte> document) => _document = document;

    /// <summary>What is wrong, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Where it is wrong.</summary>
    public int ErrorOffset { get; private set; }

    private ReadOnlySpan<byte> Octets => _document.Span;

    /// <summary>Reads a document; null when not even its first value begins.</summary>
    public static JsonNode? Read(ReadOnlyMemory<byte> document, out string? error, out int errorOffset)
    {
        var scanner = new JsonScanner(document);
        if (scanner.Octets.StartsWith("\uFEFF"u8))
        {
            scanner._at = 3;
        }

        JsonNode? root = scanner.Value(0);
        scanner.SkipSpace();
        if (scanner.Error is null && scanner._at < document.Length)
        {
            scanner.Fail("text behind the end of the JSON document");
        }

        error = scanner.Error;
        errorOffset = scanner.ErrorOffset;
        return root;
    }

    private void Fail(string message)
    {
        if (Error is null)
        {
            Error = _at >= _document.Length ? "the JSON document is cut off" : message;
            ErrorOffset = _at;
        }
    }

    private void SkipSpace()
    {
        while (_at < Octets.Length && Octets[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private JsonNode? Value(int depth)
    {
        SkipSpace();
        if (_at >= Octets.Length || depth > MaxDepth)
        {
            Fail("JSON nested too deeply");
            return null;
        }

        switch (Octets[_at])
        {
            case (byte)'{':
                return Object(depth);
            case (byte)'[':
                return Array(depth);
            case (byte)'"':
                return String();
            case (byte)'t':
                return Word("true"u8, JsonNodeKind.True);
            case (byte)'f':
                return Word("false"u8, JsonNodeKind.False);
            case (byte)'n':
                return Word("null"u8, JsonNodeKind.Null);
            default:
                return Number();
        }
    }

    private JsonNode Object(int depth)
    {
        var node = new JsonNode { Kind = JsonNodeKind.Object, Start = _at++ };
        SkipSpace();
        if (Takes((byte)'}'))
        {
            return Close(node);
        }

        while (true)
        {
            SkipSpace();
            if (_at >= Octets.Length || Octets[_at] != '"')
            {
                Fail("a member name was expected");
                return Close(node, false);
            }

            JsonNode name = String();
            SkipSpace();
            if (!name.IsWhole || !Takes((byte)':'))
            {
                Fail("a colon was expected");
                return Close(node, false);
            }

            JsonNode? value = Value(depth + 1);
            if (value is not null)
            {
                node.Members.Add(new KeyValuePair<string, JsonNode>(name.Text, value));
            }

            if (value is not { IsWhole: true })
            {
                return Close(node, false);
            }

            SkipSpace();
            if (Takes((byte)'}'))
            {
                return Close(node);
            }

            if (!Takes((byte)','))
            {
                Fail("a comma or the object's end was expected");
                return Close(node, false);
            }
        }
    }

    private JsonNode Array(int depth)
    {
        var node = new JsonNode { Kind = JsonNodeKind.Array, Start = _at++ };
        SkipSpace();
        if (Takes((byte)']'))
        {
            return Close(node);
        }

        while (true)
        {
            JsonNode? value = Value(depth + 1);
            if (value is not null)
            {
                node.Items.Add(value);
            }

            if (value is not { IsWhole: true })
            {
                return Close(node, false);
            }

            SkipSpace();
            if (Takes((byte)']'))
            {
                return Close(node);
            }

            if (!Takes((byte)','))
            {
                Fail("a comma or the array's end was expected");
                return Close(node, false);
            }
        }
    }

    private JsonNode String()
    {
        int start = _at++;
        int run = _at;
        StringBuilder? text = null;
        while (_at < Octets.Length)
        {
            byte octet = Octets[_at];
            if (octet == '"')
            {
                string tail = PageOctets.Decode(Octets[run.._at]);
                _at++;
                return new JsonNode { Kind = JsonNodeKind.String, Text = text is null ? tail : text.Append(tail).ToString(), Start = start, End = _at };
            }

            if (octet != '\\')
            {
                _at++;
                continue;
            }

            text ??= new StringBuilder();
            text.Append(PageOctets.Decode(Octets[run.._at]));
            if (!Escape(text))
            {
                break;
            }

            run = _at;
        }

        Fail("an escape that JSON does not have");
        return new JsonNode { Kind = JsonNodeKind.String, Start = start, End = _at, IsWhole = false };
    }

    private bool Escape(StringBuilder text)
    {
        if (_at + 1 >= Octets.Length)
        {
            _at = Octets.Length;
            return false;
        }

        byte kind = Octets[_at + 1];
        if (kind == 'u')
        {
            if (_at + 6 > Octets.Length)
            {
                _at = Octets.Length;
                return false;
            }

            Span<char> digits = stackalloc char[4];
            Encoding.Latin1.GetChars(Octets.Slice(_at + 2, 4), digits);
            if (!ushort.TryParse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out ushort unit))
            {
                return false;
            }

            text.Append((char)unit);
            _at += 6;
            return true;
        }

        int known = "\"\\/bfnrt".IndexOf((char)kind, StringComparison.Ordinal);
        if (known < 0)
        {
            return false;
        }

        text.Append("\"\\/\b\f\n\r\t"[known]);
        _at += 2;
        return true;
    }

    private JsonNode Word(ReadOnlySpan<byte> word, JsonNodeKind kind)
    {
        int start = _at;
        bool whole = Octets[_at..].StartsWith(word);
        if (whole)
        {
            _at += word.Length;
        }
        else
        {
            bool cut = word.StartsWith(Octets[_at..]);
            _at = cut ? Octets.Length : _at;
            Fail("a JSON value was expected");
        }

        return new JsonNode { Kind = kind, Start = start, End = _at, IsWhole = whole };
    }

    private JsonNode? Number()
    {
        int start = _at;
        while (_at < Octets.Length && (char.IsAsciiDigit((char)Octets[_at]) || Octets[_at] is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E'))
        {
            _at++;
        }

        if (_at == start)
        {
            Fail("a JSON value was expected");
            return null;
        }

        return new JsonNode { Kind = JsonNodeKind.Number, Text = Encoding.Latin1.GetString(Octets[start.._at]), Start = start, End = _at };
    }

    private bool Takes(byte octet)
    {
        if (_at < Octets.Length && Octets[_at] == octet)
        {
            _at++;
            return true;
        }

        return false;
    }

    private JsonNode Close(JsonNode node, bool whole = true)
    {
        node.End = _at;
        node.IsWhole = whole;
        return node;
    }
}

namespace Replay.Protocol;

/// <summary>Finds the lines of a head and what is wrong with them.</summary>
internal ref struct HttpHeadParser
{
    // A head of colons alone would otherwise make an error of every second octet.
    private const int MaxErrors = 32;

    private readonly ReadOnlySpan<byte> _octets;
    private List<HttpSyntaxError>? _errors;
    private int _next;
    private bool _bareLineFeed;

    public HttpHeadParser(ReadOnlySpan<byte> octets)
    {
        _octets = octets;
    }

    public int StartLineOffset { get; private set; }

    public int StartLineLength { get; private set; }

    public readonly IReadOnlyList<HttpSyntaxError> SyntaxErrors => _errors is null ? [] : _errors;

    /// <summary>Reads all lines.</summary>
    public HttpHead.FieldLine[] Parse()
    {
        int start = 0;
        int length = 0;
        while (length == 0 && TryReadLine(out start, out length))
        {
            // RFC 9112 §2.2: empty lines before the start line are passed over.
        }

        StartLineOffset = start;
        StartLineLength = length;
        CheckControls(start, length);

        List<HttpHead.FieldLine> lines = new(12);
        while (TryReadLine(out start, out length) && length > 0)
        {
            if (HttpSyntax.IsWhiteSpace(_octets[start]))
            {
                AddError(HttpSyntaxErrorKind.ObsoleteFolding, start);
                CheckControls(start, length);
                if (lines.Count > 0)
                {
                    lines[^1] = Extend(lines[^1], start, length);
                }
            }
            else if (TryReadField(start, length, out HttpHead.FieldLine line))
            {
                lines.Add(line);
            }
        }

        return [.. lines];
    }

    /// <summary>Joins a folded value's lines by one space each (RFC 9112 §5.2).</summary>
    public static byte[] Unfold(ReadOnlySpan<byte> value)
    {
        byte[] joined = new byte[value.Length];
        int length = 0;
        while (!value.IsEmpty)
        {
            int end = value.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? value : value[..end]).Trim(" \t\r"u8);
            if (length > 0 && !line.IsEmpty)
            {
                joined[length++] = (byte)' ';
            }

            line.CopyTo(joined.AsSpan(length));
            length += line.Length;
            value = end < 0 ? [] : value[(end + 1)..];
        }

        return joined[..length];
    }

    private bool TryReadLine(out int start, out int length)
    {
        start = _next;
        length = 0;
        if (_next >= _octets.Length)
        {
            return false;
        }

        int end = _octets[_next..].IndexOf((byte)'\n');
        if (end < 0)
        {
            length = _octets.Length - _next;
            _next = _octets.Length;
            return true;
        }

        _next += end + 1;
        if (end > 0 && _octets[start + end - 1] == '\r')
        {
            length = end - 1;
        }
        else
        {
            length = end;
            if (!_bareLineFeed)
            {
                _bareLineFeed = true;
                AddError(HttpSyntaxErrorKind.BareLineFeed, start + end);
            }
        }

        return true;
    }

    private bool TryReadField(int start, int length, out HttpHead.FieldLine field)
    {
        ReadOnlySpan<byte> line = _octets.Slice(start, length);
        int colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            AddError(HttpSyntaxErrorKind.MissingColon, start);
            field = default;
            return false;
        }

        int nameLength = line[..colon].TrimEnd(" \t"u8).Length;
        if (nameLength == 0)
        {
            AddError(HttpSyntaxErrorKind.EmptyName, start);
        }
        else if (nameLength < colon)
        {
            AddError(HttpSyntaxErrorKind.SpaceBeforeColon, start + nameLength);
        }

        int token = HttpSyntax.TokenLength(line[..nameLength]);
        if (token < nameLength)
        {
            AddError(HttpSyntaxErrorKind.NonTokenName, start + token);
        }

        CheckControls(start + colon + 1, length - colon - 1);
        ReadOnlySpan<byte> value = line[(colon + 1)..].TrimStart(" \t"u8);
        field = new HttpHead.FieldLine(start, nameLength, start + length - value.Length, value.TrimEnd(" \t"u8).Length, false);
        return true;
    }

    private readonly HttpHead.FieldLine Extend(HttpHead.FieldLine field, int start, int length)
    {
        int end = start + _octets.Slice(start, length).TrimEnd(" \t"u8).Length;
        return field with { ValueLength = end - field.ValueStart, Folded = true };
    }

    private void CheckControls(int start, int length)
    {
        int at = HttpSyntax.IndexOfControl(_octets.Slice(start, length));
        if (at >= 0)
        {
            AddError(HttpSyntaxErrorKind.ControlCharacter, start + at);
        }
    }

    private void AddError(HttpSyntaxErrorKind kind, int offset)
    {
        _errors ??= [];
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new HttpSyntaxError(kind, offset));
        }
    }
}

namespace Replay.Protocol;

/// <summary>Reads one value of Sec-WebSocket-Extensions: <c>token *( ";" token [ "=" ( token | quoted-string ) ] )</c>, in a comma list.</summary>
internal ref struct ExtensionParser
{
    // A value of commas and equals signs would otherwise make an error of every second octet.
    private const int MaxErrors = 32;

    private readonly ReadOnlySpan<byte> _value;
    private readonly int _base;
    private readonly List<WebSocketExtension> _extensions;
    private readonly List<ExtensionSyntaxError> _errors;
    private int _at;

    public ExtensionParser(ReadOnlySpan<byte> value, int offset, List<WebSocketExtension> extensions, List<ExtensionSyntaxError> errors)
    {
        _value = value;
        _base = offset;
        _extensions = extensions;
        _errors = errors;
    }

    private readonly bool AtEnd => _at >= _value.Length;

    public void Parse()
    {
        while (true)
        {
            SkipWhiteSpace();
            if (AtEnd)
            {
                return;
            }

            if (_value[_at] == ',')
            {
                _at++;
                continue;
            }

            if (!TryReadExtension())
            {
                SkipElement();
            }
        }
    }

    private bool TryReadExtension()
    {
        int start = _at;
        if (!TryReadToken(out string name, "extension name is not a token"))
        {
            return false;
        }

        List<ExtensionParameter>? parameters = null;
        while (true)
        {
            SkipWhiteSpace();
            if (AtEnd || _value[_at] == ',')
            {
                _extensions.Add(new WebSocketExtension(name, parameters is null ? [] : parameters, _base + start));
                return true;
            }

            if (_value[_at] != ';')
            {
                return Fail(_at, "neither ';' nor ',' after a name or value");
            }

            _at++;
            SkipWhiteSpace();
            if (!TryReadParameter(out ExtensionParameter parameter))
            {
                return false;
            }

            (parameters ??= []).Add(parameter);
        }
    }

    private bool TryReadParameter(out ExtensionParameter parameter)
    {
        parameter = default;
        int start = _at;
        if (!TryReadToken(out string name, "parameter name is not a token"))
        {
            return false;
        }

        // The grammar is RFC 2616's, whose "implied *LWS" allows white space around "=".
        SkipWhiteSpace();
        if (AtEnd || _value[_at] != '=')
        {
            parameter = new ExtensionParameter(name, null, _base + start);
            return true;
        }

        _at++;
        SkipWhiteSpace();
        string value;
        bool read = !AtEnd && _value[_at] == '"' ? TryReadQuoted(out value) : TryReadToken(out value, "parameter value is not a token");
        parameter = new ExtensionParameter(name, value, _base + start);
        return read;
    }

    private bool TryReadToken(out string token, string otherwise)
    {
        int length = HttpSyntax.TokenLength(_value[_at..]);
        if (length == 0)
        {
            token = "";
            return Fail(_at, otherwise);
        }

        token = HttpSyntax.Latin1(_value.Slice(_at, length));
        _at += length;
        return true;
    }

    // RFC 6455 §9.1: the value of a quoted string, escapes taken off, must be a token.
    private bool TryReadQuoted(out string value)
    {
        value = "";
        int start = _at++;
        int end = _at;
        while (end < _value.Length && _value[end] != '"')
        {
            end += _value[end] == '\\' ? 2 : 1;
        }

        if (end >= _value.Length)
        {
            _at = _value.Length;
            return Fail(start, "quoted string without an end");
        }

        ReadOnlySpan<byte> quoted = _value[_at..end];
        _at = end + 1;
        byte[] text = new byte[quoted.Length];
        int length = 0;
        for (int i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\')
            {
                i++;
            }

            text[length++] = quoted[i];
        }

        value = HttpSyntax.Latin1(text.AsSpan(0, length));
        return HttpSyntax.IsToken(text.AsSpan(0, length)) || Fail(start, "quoted value is not a token");
    }

    private readonly bool Fail(int at, string description)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new ExtensionSyntaxError(_base + at, description));
        }

        return false;
    }

    private void SkipWhiteSpace()
    {
        while (!AtEnd && HttpSyntax.IsWhiteSpace(_value[_at]))
        {
            _at++;
        }
    }

    private void SkipElement()
    {
        bool quoted = false;
        for (; !AtEnd; _at++)
        {
            byte octet = _value[_at];
            if (octet == ',' && !quoted)
            {
                return;
            }

            if (octet == '\\' && quoted)
            {
                _at++;
            }
            else if (octet == '"')
            {
                quoted = !quoted;
            }
        }
    }
}

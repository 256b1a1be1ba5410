namespace Replay.Protocol;

/// <summary>Walks over the elements of a comma list without quoted strings, such as Connection (RFC 9110 §5.6.1).</summary>
internal ref struct HttpListReader
{
    private readonly ReadOnlySpan<byte> _value;
    private int _next;

    public HttpListReader(ReadOnlySpan<byte> value)
    {
        _value = value;
    }

    /// <summary>The element without surrounding white space; may be empty.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Where the element starts in the value.</summary>
    public int Offset { get; private set; }

    /// <summary>Goes to the next element; an empty value is one empty element.</summary>
    public bool MoveNext()
    {
        if (_next > _value.Length)
        {
            return false;
        }

        int start = _next;
        int length = _value[start..].IndexOf((byte)',');
        if (length < 0)
        {
            length = _value.Length - start;
        }

        _next = start + length + 1;
        while (length > 0 && HttpSyntax.IsWhiteSpace(_value[start]))
        {
            start++;
            length--;
        }

        while (length > 0 && HttpSyntax.IsWhiteSpace(_value[start + length - 1]))
        {
            length--;
        }

        Offset = start;
        Current = _value.Slice(start, length);
        return true;
    }
}

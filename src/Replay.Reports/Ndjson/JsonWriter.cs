using System.Text;
using System.Text.Unicode;
using Replay.Protocol;

namespace Replay.Reports.Ndjson;

/// <summary>
/// Writes JSON straight into the output's buffer. Unlike the framework's encoders it leaves ordinary text alone and yet
/// escapes C1 controls and characters that reorder text, so that a line can be looked at in a terminal.
/// </summary>
internal sealed class JsonWriter(Utf8Output output)
{
    private readonly TimestampText _times = new();
    private bool _comma;

    public void BeginObject() => Begin((byte)'{');

    public void EndObject() => End((byte)'}');

    public void BeginArray() => Begin((byte)'[');

    public void EndArray() => End((byte)']');

    public void EndLine()
    {
        output.Write((byte)'\n');
        _comma = false;
    }

    /// <summary>A member's name: letters only, nothing to escape.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Comma();
        Span<byte> buffer = output.Reserve(name.Length + 3);
        buffer[0] = (byte)'"';
        name.CopyTo(buffer[1..]);
        buffer[name.Length + 1] = (byte)'"';
        buffer[name.Length + 2] = (byte)':';
        output.Advance(name.Length + 3);
        _comma = false;
    }

    /// <summary>A member's name made from a number.</summary>
    public void Name(ulong number)
    {
        Comma();
        output.Write((byte)'"');
        output.Write(number);
        output.Write("\":"u8);
        _comma = false;
    }

    /// <summary>A member's name that may hold anything.</summary>
    public void Key(string name)
    {
        Text(name);
        output.Write((byte)':');
        _comma = false;
    }

    /// <summary>A member whose name is known at run time only: a rule's id.</summary>
    public void Member(string name, long number)
    {
        Text(name);
        output.Write((byte)':');
        _comma = false;
        Number(number);
    }

    public void Member(ReadOnlySpan<byte> name, long number)
    {
        Name(name);
        Number(number);
    }

    public void Member(ReadOnlySpan<byte> name, ulong number)
    {
        Name(name);
        Number(number);
    }

    public void Member(ReadOnlySpan<byte> name, long? number)
    {
        Name(name);
        NumberOrNull(number);
    }

    public void Member(ReadOnlySpan<byte> name, double? number)
    {
        Name(name);
        NumberOrNull(number);
    }

    public void Member(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Raw(value ? "true"u8 : "false"u8);
    }

    public void Member(ReadOnlySpan<byte> name, string? text)
    {
        Name(name);
        Text(text);
    }

    public void Member(ReadOnlySpan<byte> name, Timestamp time)
    {
        Name(name);
        if (!time.HasValue)
        {
            Null();
            return;
        }

        Comma();
        Span<byte> buffer = output.Reserve(TimestampText.MaxLength + 2);
        buffer[0] = (byte)'"';
        int length = _times.Format(time, buffer[1..]);
        buffer[length + 1] = (byte)'"';
        output.Advance(length + 2);
        _comma = true;
    }

    /// <summary>A member whose value needs no escaping: one of the contract's own words.</summary>
    public void Word(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word)
    {
        Name(name);
        Comma();
        output.Write((byte)'"');
        output.Write(word);
        output.Write((byte)'"');
        _comma = true;
    }

    public void Hex(ReadOnlySpan<byte> name, ReadOnlySpan<byte> octets)
    {
        Name(name);
        Comma();
        output.Write((byte)'"');
        output.WriteHex(octets);
        output.Write((byte)'"');
        _comma = true;
    }

    public void Null() => Raw("null"u8);

    /// <summary>A value that is JSON text already.</summary>
    public void Json(ReadOnlySpan<byte> value) => Raw(value);

    /// <summary>More of the value before.</summary>
    public void More(ReadOnlySpan<byte> value) => output.Write(value);

    public void Number(long number)
    {
        Comma();
        output.Write(number);
        _comma = true;
    }

    public void Number(ulong number)
    {
        Comma();
        output.Write(number);
        _comma = true;
    }

    public void Number(double number)
    {
        Comma();
        number.TryFormat(output.Reserve(32), out int written, "R", System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(written);
        _comma = true;
    }

    public void NumberOrNull(long? number)
    {
        if (number is { } value)
        {
            Number(value);
        }
        else
        {
            Null();
        }
    }

    public void NumberOrNull(double? number)
    {
        if (number is { } value)
        {
            Number(value);
        }
        else
        {
            Null();
        }
    }

    /// <summary>A member that is an array of texts.</summary>
    public void Texts(ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        Name(name);
        BeginArray();
        foreach (string text in texts)
        {
            Text(text);
        }

        EndArray();
    }

    /// <summary>A member that is an array of header fields, [name, value] each, as sent.</summary>
    public void Fields(ReadOnlySpan<byte> name, HttpHead head)
    {
        Name(name);
        BeginArray();
        foreach (HttpField field in head.Fields)
        {
            BeginArray();
            Text(field.Name);
            Text(field.Value);
            EndArray();
        }

        EndArray();
    }

    /// <summary>Seconds since the Unix epoch, to the nanosecond: more digits than a double has.</summary>
    public void Seconds(Timestamp time)
    {
        Comma();
        decimal seconds = time.UnixNanoseconds / 1_000_000_000m;
        seconds.TryFormat(output.Reserve(32), out int written, "0.#########", System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(written);
        _comma = true;
    }

    public void Text(string? text)
    {
        if (text is null)
        {
            Null();
            return;
        }

        // Names and header values are short; what is longer goes by way of an array.
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = most <= 1024 ? stackalloc byte[most] : new byte[most];
        Utf8.FromUtf16(text, utf8, out _, out int written);
        Text(utf8[..written]);
    }

    /// <summary>Text in UTF-8; octets that are not become U+FFFD.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        Comma();
        output.Write((byte)'"');
        if (Utf8.IsValid(utf8))
        {
            Escape(utf8);
        }
        else
        {
            EscapeInvalid(utf8);
        }

        output.Write((byte)'"');
        _comma = true;
    }

    private void Escape(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            int special = utf8.IndexOfAny(UnsafeText.Leads);
            if (special < 0)
            {
                output.Write(utf8);
                return;
            }

            output.Write(utf8[..special]);
            Rune.DecodeFromUtf8(utf8[special..], out Rune rune, out int length);
            EscapeOne(rune);
            utf8 = utf8[(special + length)..];
        }
    }

    private void EscapeInvalid(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            EscapeOne(rune);
            utf8 = utf8[length..];
        }
    }

    private void EscapeOne(Rune rune)
    {
        switch (rune.Value)
        {
            case '"': output.Write("\\\""u8); break;
            case '\\': output.Write("\\\\"u8); break;
            case '\n': output.Write("\\n"u8); break;
            case '\r': output.Write("\\r"u8); break;
            case '\t': output.Write("\\t"u8); break;
            default:
                if (!UnsafeText.IsHazard(rune))
                {
                    output.Write(rune);
                    break;
                }

                Span<char> units = stackalloc char[2];
                int count = rune.EncodeToUtf16(units);
                foreach (char unit in units[..count])
                {
                    output.Write("\\u"u8);
                    output.WriteHex([(byte)(unit >> 8), (byte)unit]);
                }

                break;
        }
    }

    private void Raw(ReadOnlySpan<byte> literal)
    {
        Comma();
        output.Write(literal);
        _comma = true;
    }

    private void Begin(byte bracket)
    {
        Comma();
        output.Write(bracket);
        _comma = false;
    }

    private void End(byte bracket)
    {
        output.Write(bracket);
        _comma = true;
    }

    private void Comma()
    {
        if (_comma)
        {
            output.Write((byte)',');
        }
    }
}

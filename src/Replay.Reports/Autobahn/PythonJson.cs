using System.Globalization;
using System.Text;

namespace Replay.Reports.Autobahn;

/// <summary>
/// Writes JSON as Python's json.dumps does with an indentation of 3 and ensure_ascii: one value a line, empty containers closed
/// at once, everything above ASCII as \u escapes (surrogates one by one, lone ones too), no final newline.
/// </summary>
internal sealed class PythonJson
{
    private const int Indentation = 3;
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isEmpty = true;
    private bool _isNamed;

    public void BeginObject() => Begin('{');

    public void EndObject() => End('}');

    public void BeginArray() => Begin('[');

    public void EndArray() => End(']');

    public void Name(string name)
    {
        NextLine();
        Escape(name);
        _text.Append(": ");
        _isNamed = true;
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Raw("null");
            return;
        }

        BeforeValue();
        Escape(value);
    }

    public void Number(long? value) => Raw(value?.ToString(CultureInfo.InvariantCulture) ?? "null");

    public void Number(ulong? value) => Raw(value?.ToString(CultureInfo.InvariantCulture) ?? "null");

    public void Boolean(bool? value) => Raw(value switch { true => "true", false => "false", _ => "null" });

    /// <summary>A value's JSON text as it is.</summary>
    public void Raw(string json)
    {
        BeforeValue();
        _text.Append(json);
    }

    /// <summary>What was written. All of it is ASCII unless <see cref="Raw"/> brought something else.</summary>
    public override string ToString() => _text.ToString();

    private void Begin(char bracket)
    {
        BeforeValue();
        _text.Append(bracket);
        _depth++;
        _isEmpty = true;
    }

    private void End(char bracket)
    {
        _depth--;
        if (!_isEmpty)
        {
            Break();
        }

        _text.Append(bracket);
        _isEmpty = false;
    }

    private void BeforeValue()
    {
        if (_isNamed)
        {
            _isNamed = false;
        }
        else if (_depth > 0)
        {
            NextLine();
        }
    }

    private void NextLine()
    {
        if (!_isEmpty)
        {
            _text.Append(',');
        }

        _isEmpty = false;
        Break();
    }

    private void Break() => _text.Append('\n').Append(' ', _depth * Indentation);

    private void Escape(string value)
    {
        _text.Append('"');
        foreach (char character in value)
        {
            switch (character)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case '\b': _text.Append("\\b"); break;
                case '\f': _text.Append("\\f"); break;
                case >= ' ' and <= '~': _text.Append(character); break;
                default: _text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)); break;
            }
        }

        _text.Append('"');
    }
}

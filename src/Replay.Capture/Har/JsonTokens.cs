using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Replay.Capture.HexDumps;
using Replay.Protocol;

namespace Replay.Capture.Har;

/// <summary>The tokens of a JSON document of any size, read in one buffer that is as large as the largest value.</summary>
internal sealed class JsonTokens
{
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 512 };

    private readonly Stream _stream;
    private readonly long _limit;
    private readonly long? _total;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private long _bufferOffset;
    private JsonReaderState _state = new(Options);
    private int _valueAt;
    private int _valueLength;
    private bool _isEscaped;

    /// <summary>Reads from a stream.</summary>
    /// <param name="stream">The document.</param>
    /// <param name="limit">Octets of the longest value.</param>
    /// <param name="total">Octets of the whole document, or null for any number.</param>
    public JsonTokens(Stream stream, long limit, long? total)
    {
        _stream = stream;
        _limit = limit;
        _total = total;
        while (_end < 3 && !_ended && Error is null)
        {
            Fill();
        }

        if (_buffer.AsSpan(0, _end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            _start = 3;
        }
    }

    /// <summary>What stopped the reading, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Offset of the token in the (decompressed) document.</summary>
    public long Offset { get; private set; }

    /// <summary>True when the document holds nothing.</summary>
    public bool IsEmpty => _ended && Offset == 0 && _start == _end && _end == 0;

    public JsonTokenType Type { get; private set; }

    public int Depth { get; private set; }

    /// <summary>The value as it stands in the document, without quotation marks and with its escapes.</summary>
    public ReadOnlySpan<byte> Value => _buffer.AsSpan(_valueAt, _valueLength);

    /// <summary>Reads the next token. False at the end or at an error.</summary>
    public bool Read()
    {
        while (Error is null)
        {
            Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _ended, _state);
            bool found;
            try
            {
                found = reader.Read();
            }
            catch (JsonException exception)
            {
                // The reader's message holds its own position in the buffer; ours is the document's.
                Offset = _bufferOffset + _start + reader.BytesConsumed;
                Error = _ended && _end - _start <= reader.BytesConsumed ? "the document ends early" : Reason(exception);
                return false;
            }

            if (found)
            {
                Offset = _bufferOffset + _start + reader.TokenStartIndex;
                Type = reader.TokenType;
                Depth = reader.CurrentDepth;
                _isEscaped = reader.ValueIsEscaped;
                _valueLength = reader.ValueSpan.Length;
                int quote = Type is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
                _valueAt = _start + (int)reader.TokenStartIndex + quote;
                _start += (int)reader.BytesConsumed;
                _state = reader.CurrentState;
                return true;
            }

            if (_ended)
            {
                Offset = _bufferOffset + _end;
                return false;
            }

            _start += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            MakeRoom();
            Fill();
        }

        return false;
    }

    /// <summary>Passes over the value whose first token was just read.</summary>
    public void Skip()
    {
        if (Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        int depth = Depth;
        while (Read() && !(Type is JsonTokenType.EndObject or JsonTokenType.EndArray && Depth == depth))
        {
        }
    }

    /// <summary>Reads a member's name. False at the end of the object.</summary>
    public bool ReadName() => Read() && Type == JsonTokenType.PropertyName;

    /// <summary>True when the token is this name or text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => Value.SequenceEqual(text);

    /// <summary>The value as text.</summary>
    public string Text()
    {
        if (!_isEscaped)
        {
            return Encoding.UTF8.GetString(Value);
        }

        OctetBuffer octets = new();
        CopyText(octets);
        return Encoding.UTF8.GetString(octets.Span);
    }

    /// <summary>Appends the UTF-8 octets that the value's text stands for. Half a surrogate pair becomes U+FFFD.</summary>
    public void CopyText(OctetBuffer octets)
    {
        ReadOnlySpan<byte> value = Value;
        if (!_isEscaped)
        {
            octets.Add(value);
            return;
        }

        while (!value.IsEmpty)
        {
            int backslash = value.IndexOf((byte)'\\');
            if (backslash < 0)
            {
                octets.Add(value);
                return;
            }

            octets.Add(value[..backslash]);
            value = value[backslash..];
            if (!QuotedText.TryReadEscape(value, octets, out int length))
            {
                octets.Add("\uFFFD"u8);
                length = Math.Min(value.Length, value[1] == 'u' ? 6 : 2);
            }

            value = value[length..];
        }
    }

    /// <summary>The value as a number, or null.</summary>
    public double? Number() =>
        Utf8Parser.TryParse(Value, out double number, out int length) && length == Value.Length ? number : null;

    /// <summary>The value as a time: ISO 8601, or seconds or milliseconds since 1970.</summary>
    public Timestamp Time()
    {
        if (TextTime.TryReadDate(Value, out Timestamp time, out _))
        {
            return time;
        }

        // The digits are exact where a double is not.
        if (TextTime.TryReadSeconds(Value, out time, out int length) && length == Value.Length)
        {
            return time;
        }

        return Number() is { } number ? TextTime.FromSeconds(number > 1e11 ? number / 1000 : number) : Timestamp.None;
    }

    private static string Reason(JsonException exception)
    {
        int position = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = (position < 0 ? exception.Message : exception.Message[..position]).TrimEnd('.');
        return "not JSON: " + reason;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= _limit)
            {
                Error = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a value of more than {_limit} octets");
                Offset = _bufferOffset;
                return;
            }

            Array.Resize(ref _buffer, (int)Math.Min(Math.Min(_buffer.Length * 2L, Math.Max(_limit, 64 * 1024)), Array.MaxLength));
        }
    }

    private void Fill()
    {
        if (Error is not null)
        {
            return;
        }

        try
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _ended = read == 0;
            _end += read;
        }
        catch (InvalidDataException)
        {
            Error = "the compressed data is damaged";
            Offset = _bufferOffset + _end;
        }

        if (_total is { } total && _bufferOffset + _end > total)
        {
            Error = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the document has more than {total} octets");
            Offset = _bufferOffset + _end;
        }
    }
}

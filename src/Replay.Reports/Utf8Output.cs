using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Replay.Reports;

/// <summary>
/// Buffered UTF-8 output: one copy from a value to the buffer, no text in between. It neither owns nor closes the stream.
/// </summary>
public sealed class Utf8Output(Stream stream)
{
    private const int Capacity = 64 * 1024;

    private readonly byte[] _buffer = new byte[Capacity];
    private int _used;

    /// <summary>Writes octets that are UTF-8 already.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Capacity - _used)
        {
            Flush(ref _used);
            if (utf8.Length >= Capacity)
            {
                stream.Write(utf8);
                return;
            }
        }

        utf8.CopyTo(_buffer.AsSpan(_used));
        _used += utf8.Length;
    }

    /// <summary>Writes one octet of ASCII.</summary>
    public void Write(byte ascii)
    {
        if (_used == Capacity)
        {
            Flush(ref _used);
        }

        _buffer[_used++] = ascii;
    }

    /// <summary>Writes text; lone surrogates become U+FFFD.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Capacity - _used < 4)
            {
                Flush(ref _used);
            }

            OperationStatus status = Utf8.FromUtf16(text, _buffer.AsSpan(_used), out int read, out int written);
            text = text[read..];
            _used += written;
            if (status == OperationStatus.DestinationTooSmall)
            {
                Flush(ref _used);
            }
        }
    }

    /// <summary>Writes text; lone surrogates become U+FFFD.</summary>
    public void Write(string? text) => Write(text.AsSpan());

    /// <summary>Writes a number in decimal.</summary>
    public void Write(long number)
    {
        number.TryFormat(Reserve(20), out int written, default, null);
        _used += written;
    }

    /// <summary>Writes a number in decimal.</summary>
    public void Write(ulong number)
    {
        number.TryFormat(Reserve(20), out int written, default, null);
        _used += written;
    }

    /// <summary>Writes one Unicode scalar value.</summary>
    public void Write(Rune rune)
    {
        // Not "_used +=" of the result: making room may flush, and sets it back.
        int written = rune.EncodeToUtf8(Reserve(4));
        _used += written;
    }

    /// <summary>Writes two lower-case hex digits an octet.</summary>
    public void WriteHex(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (Capacity - _used < 2)
            {
                Flush(ref _used);
            }

            int count = Math.Min(octets.Length, (Capacity - _used) / 2);
            Convert.TryToHexStringLower(octets[..count], _buffer.AsSpan(_used), out int written);
            _used += written;
            octets = octets[count..];
        }
    }

    /// <summary>Writes a number in decimal digits, at the right of a column.</summary>
    public void WriteRight(long number, int width)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out int written, provider: System.Globalization.CultureInfo.InvariantCulture);
        WriteSpaces(width - written);
        Write(digits[..written]);
    }

    /// <summary>Writes spaces.</summary>
    public void WriteSpaces(int count)
    {
        while (count > 0)
        {
            int chunk = Math.Min(count, 64);
            Reserve(chunk)[..chunk].Fill((byte)' ');
            _used += chunk;
            count -= chunk;
        }
    }

    /// <summary>Room in the buffer, to be followed by <see cref="Advance"/>.</summary>
    /// <param name="octets">At most 1024.</param>
    internal Span<byte> Reserve(int octets)
    {
        if (Capacity - _used < octets)
        {
            Flush(ref _used);
        }

        return _buffer.AsSpan(_used);
    }

    /// <summary>Takes octets written to what <see cref="Reserve"/> gave.</summary>
    internal void Advance(int octets) => _used += octets;

    /// <summary>Sends what is buffered to the stream.</summary>
    public void Flush()
    {
        Flush(ref _used);
        stream.Flush();
    }

    private void Flush(ref int used)
    {
        // The count is reset first: when the reader of a pipe has gone, the next flush must not send the same again.
        int count = used;
        used = 0;
        if (count > 0)
        {
            stream.Write(_buffer, 0, count);
        }
    }
}

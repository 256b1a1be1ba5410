using System.Text;

namespace Replay.Capture.HexDumps;

/// <summary>
/// The lines of a text input, one at a time in one buffer. A line longer than the limit is passed over without being
/// held, and says so. Text in UTF-16 (PowerShell's redirection) is read as UTF-8; a byte order mark is dropped.
/// </summary>
internal sealed class TextLines
{
    private const int Block = 64 * 1024;

    private readonly Stream _stream;
    private readonly int _maxLine;
    private readonly Decoder? _utf16;
    private readonly byte[] _raw = [];
    private readonly char[] _chars = [];
    private byte[] _buffer = new byte[Block];
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _ended;

    public TextLines(Stream stream, int maxLine)
    {
        _stream = stream;
        _maxLine = Math.Max(maxLine, 16);
        while (_end < Block && !_ended)
        {
            Fill(Block - _end);
        }

        ReadOnlySpan<byte> head = _buffer.AsSpan(0, _end);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            _start = 3;
        }
        else if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            _raw = new byte[Block];
            _chars = new char[Block];
            _utf16 = (head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetDecoder();
            byte[] first = head[2..].ToArray();
            _end = 0;
            Transcode(first);
        }
    }

    /// <summary>Number of the line last read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Offset of the line last read, in octets from the start of the input.</summary>
    public long Offset { get; private set; }

    /// <summary>True when the line last read was longer than the limit; it is handed out empty.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>What is buffered before anything was read: the input's first octets.</summary>
    public ReadOnlySpan<byte> Head => _buffer.AsSpan(_start, _end - _start);

    /// <summary>True when the input held no octet at all.</summary>
    public bool IsEmpty => _ended && Number == 0 && _start == _end;

    /// <summary>Reads the next line, without its line ending. The span lives until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        IsTooLong = false;
        Offset = _bufferOffset + _start;
        while (true)
        {
            int at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                int length = searched + at;
                line = IsTooLong ? default : Trim(_buffer.AsSpan(_start, length));
                _start += length + 1;
                Number++;
                return true;
            }

            searched = _end - _start;
            if (searched > _maxLine)
            {
                IsTooLong = true;
            }

            if (IsTooLong)
            {
                _bufferOffset += _end;
                _start = _end = searched = 0;
            }

            if (_ended)
            {
                line = Trim(_buffer.AsSpan(_start, searched));
                _start = _end;
                bool any = searched > 0 || IsTooLong;
                Number += any ? 1 : 0;
                return any;
            }

            MakeRoom();
            Fill(_buffer.Length - _end);
        }
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) =>
        line.EndsWith("\r"u8) ? line[..^1] : line;

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            _end -= _start;
            _start = 0;
        }

        // Three octets of UTF-8 may come of one UTF-16 unit, so a block of room has to be there for a third of it.
        if (_buffer.Length - _end < Block / 2)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }

    private void Fill(int room)
    {
        if (_utf16 is null)
        {
            int read = _stream.Read(_buffer, _end, room);
            _ended = read == 0;
            _end += read;
            return;
        }

        int raw = _stream.Read(_raw, 0, Math.Min(_raw.Length, room / 3 * 2));
        _ended = raw == 0;
        Transcode(_raw.AsSpan(0, raw));
    }

    private void Transcode(ReadOnlySpan<byte> raw)
    {
        int chars = _utf16!.GetChars(raw, _chars, flush: _ended);
        int need = Encoding.UTF8.GetMaxByteCount(chars);
        if (_buffer.Length - _end < need)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _end + need));
        }

        _end += Encoding.UTF8.GetBytes(_chars.AsSpan(0, chars), _buffer.AsSpan(_end));
    }
}

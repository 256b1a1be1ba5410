using System.Buffers;

namespace Replay.Protocol;

/// <summary>
/// Collects the octets of an HTTP head until its empty line (RFC 9112 §2.1), in whatever pieces they come. A line may
/// end with CRLF or LF; <see cref="HttpHead.SyntaxErrors"/> tells of the latter.
/// </summary>
public sealed class HttpHeadReader
{
    private static readonly SearchValues<byte> MethodOctets = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"u8);

    private readonly int _maxLength;
    private byte[] _buffer = [];
    private int _length;

    // Of the line in progress, across pieces: whether it holds nothing, or nothing but a CR.
    private int _lineLength;
    private bool _lineIsOneCr;
    private bool _startLineSeen;

    /// <summary>Makes a reader.</summary>
    /// <param name="maxLength">Octets of the longest head that is accepted, its empty line included; at least 1.</param>
    public HttpHeadReader(int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        _maxLength = maxLength;
    }

    /// <summary>How far the reader has come.</summary>
    public HttpHeadProgress Progress { get; private set; }

    /// <summary>The head once it is complete.</summary>
    public HttpHead? Head { get; private set; }

    /// <summary>The octets taken while the head is incomplete or too long; empty once it is complete.</summary>
    public ReadOnlySpan<byte> Octets => _buffer.AsSpan(0, _length);

    /// <summary>Takes octets up to the end of the head.</summary>
    /// <param name="octets">The octets that follow those taken before; not kept.</param>
    /// <param name="taken">How many belong to the head; the rest is for whoever reads what follows it.</param>
    /// <returns>How far the reader has come. After Complete or TooLong nothing more is taken.</returns>
    public HttpHeadProgress Append(ReadOnlySpan<byte> octets, out int taken)
    {
        taken = 0;
        if (Progress != HttpHeadProgress.Incomplete)
        {
            return Progress;
        }

        int room = _maxLength - _length;
        ReadOnlySpan<byte> window = octets.Length > room ? octets[..room] : octets;
        int end = FindEnd(window);
        if (end >= 0)
        {
            taken = end;
            Complete(window[..end]);
            return Progress;
        }

        taken = window.Length;
        Keep(window);
        if (_length == _maxLength)
        {
            Progress = HttpHeadProgress.TooLong;
        }

        return Progress;
    }

    /// <summary>True while octets can still turn out to be a request: a method and a space, or the start of one.</summary>
    /// <param name="octets">The first octets of a stream; none are enough to say yes.</param>
    public static bool MayStartRequest(ReadOnlySpan<byte> octets)
    {
        // The longest registered method has 17 letters (UPDATEREDIRECTREF). A masked frame's second octet is no ASCII.
        const int LongestMethod = 20;
        octets = octets.TrimStart("\r\n"u8);
        int length = octets.IndexOfAnyExcept(MethodOctets);
        return length < 0
            ? octets.Length <= LongestMethod
            : length is > 0 and <= LongestMethod && octets[length] == ' ';
    }

    /// <summary>True while octets can still turn out to be a response: "HTTP/" or the start of it.</summary>
    /// <param name="octets">The first octets of a stream; none are enough to say yes.</param>
    public static bool MayStartResponse(ReadOnlySpan<byte> octets)
    {
        octets = octets.TrimStart("\r\n"u8);
        ReadOnlySpan<byte> name = "HTTP/"u8;
        return octets.Length < name.Length ? name.StartsWith(octets) : octets.StartsWith(name);
    }

    private int FindEnd(ReadOnlySpan<byte> octets)
    {
        int at = 0;
        while (true)
        {
            int rest = octets[at..].IndexOf((byte)'\n');
            int added = rest < 0 ? octets.Length - at : rest;
            if (added > 0)
            {
                _lineIsOneCr = _lineLength == 0 && added == 1 && octets[at] == '\r';
                _lineLength += added;
            }

            if (rest < 0)
            {
                return -1;
            }

            at += rest + 1;
            bool empty = _lineLength == 0 || _lineIsOneCr;
            _lineLength = 0;
            _lineIsOneCr = false;

            // RFC 9112 §2.2: empty lines before the start line are passed over.
            if (empty && _startLineSeen)
            {
                return at;
            }

            _startLineSeen |= !empty;
        }
    }

    private void Complete(ReadOnlySpan<byte> last)
    {
        byte[] head = new byte[_length + last.Length];
        _buffer.AsSpan(0, _length).CopyTo(head);
        last.CopyTo(head.AsSpan(_length));
        _buffer = [];
        _length = 0;
        Head = new HttpHead(head);
        Progress = HttpHeadProgress.Complete;
    }

    private void Keep(ReadOnlySpan<byte> octets)
    {
        int needed = _length + octets.Length;
        if (needed > _buffer.Length)
        {
            int size = (int)Math.Min(_maxLength, Math.Max((long)needed, Math.Max(512L, _buffer.Length * 2L)));
            Array.Resize(ref _buffer, size);
        }

        octets.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }
}

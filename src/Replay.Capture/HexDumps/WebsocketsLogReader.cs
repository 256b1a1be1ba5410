using System.Globalization;
using System.Text;
using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>Rebuilds handshake and frames from the entries of the websockets library's log.</summary>
internal sealed class WebsocketsLogReader(RecordDelivery delivery, TextLines lines)
{
    // The library shows 48 characters and, behind "...", the last 24 of what is longer than 75.
    private const int Shown = 48;

    private readonly OctetBuffer _request = new();
    private readonly OctetBuffer _response = new();
    private readonly OctetBuffer _payload = new();
    private OctetBuffer? _head;
    private Timestamp _requestTime = Timestamp.None;
    private Timestamp _responseTime = Timestamp.None;
    private bool _isStarted;
    private bool? _isServers;

    /// <summary>True while headers may follow.</summary>
    public bool IsInHead => _head is not null;

    /// <summary>Takes an entry.</summary>
    /// <param name="entry">What the line tells.</param>
    /// <param name="text">Its text behind the mark.</param>
    /// <param name="line">The whole line.</param>
    public void Entry(in WebsocketsLogLine entry, ReadOnlySpan<byte> text, ReadOnlySpan<byte> line)
    {
        if (entry.Kind is LogEntry.Header)
        {
            _head!.Add(text);
            _head.Add("\r\n"u8);
            return;
        }

        bool isRequest = entry.Kind == LogEntry.StartLine && !text.StartsWith("HTTP/"u8);
        if (isRequest && (_isStarted || _request.Count > 0))
        {
            End();
        }

        _isServers ??= line.IndexOf("websockets.server"u8) >= 0 ? true : line.IndexOf("websockets.client"u8) >= 0 ? false : null;
        switch (entry.Kind)
        {
            case LogEntry.StartLine:
                _isServers ??= isRequest != entry.IsSent;
                _head = isRequest ? _request : _response;
                _head.Add(text);
                _head.Add("\r\n"u8);
                (isRequest ? ref _requestTime : ref _responseTime) = entry.Time;
                break;
            case LogEntry.Frame:
                Start();
                Frame(entry, text);
                break;
            case LogEntry.State when text.StartsWith("connection is CONNECTING"u8):
                if (_isStarted || _request.Count > 0)
                {
                    End();
                }

                break;
            case LogEntry.State when text.StartsWith("connection is CLOSED"u8):
                delivery.End = EndKind.Fin;
                End();
                break;
            default:
                _head = null;
                break;
        }
    }

    /// <summary>The connection's entries end here.</summary>
    public void End()
    {
        if (!_isStarted && _request.Count > 0)
        {
            Start();
        }

        delivery.NextConnection();
        _isStarted = false;
        _isServers = null;
        _head = null;
        _request.Clear();
        _response.Clear();
    }

    /// <summary>Begins the connection with its handshake, if the log holds all of it.</summary>
    private void Start()
    {
        _head = null;
        if (_isStarted)
        {
            return;
        }

        _isStarted = true;
        bool isServers = _isServers ?? false;
        delivery.RecordedBy = isServers ? Perspective.Server : Perspective.Client;
        // Logs that people publish are often shortened. A head without its key is none that was on the wire.
        bool isWhole = Contains(_request.Span, "\r\nsec-websocket-key:") && _response.Count > 0;
        delivery.StartsAtFrame = !isWhole;
        if (!isWhole)
        {
            delivery.Lacks.Add("the handshake is not (wholly) in the log");
            return;
        }

        _request.Add("\r\n"u8);
        _response.Add("\r\n"u8);
        Push(!isServers, _requestTime, _request.Span);
        Push(isServers, _responseTime, _response.Span);
    }

    private void Push(bool isSent, Timestamp time, ReadOnlySpan<byte> octets)
    {
        delivery.Begin(isSent ? RecordMark.Sent : RecordMark.Received, time);
        delivery.State = OctetState.Rebuilt;
        delivery.Record.Add(octets);
        delivery.Flush();
    }

    private static bool Contains(ReadOnlySpan<byte> head, string lower) =>
        Encoding.Latin1.GetString(head).Contains(lower, StringComparison.OrdinalIgnoreCase);

    /// <summary>"TEXT 'hello' [5 bytes]", "BINARY 00 01 ... fe ff [600 bytes, continued]", "CLOSE 1000 (OK) bye [5 bytes]".</summary>
    private void Frame(in WebsocketsLogLine entry, ReadOnlySpan<byte> text)
    {
        Opcode opcode = WebsocketsLogLine.OpcodeOf(text)!.Value;
        int open = text.LastIndexOf(" ["u8);
        ReadOnlySpan<byte> facts = open < 0 ? default : text[(open + 2)..^1];
        int unit = facts.IndexOf(" byte"u8);
        int digits = unit < 0 ? 0 : unit - facts[..unit].LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') - 1;
        if (digits == 0 || !HexDigits.TryNumber(facts.Slice(unit - digits, digits), 10, out ulong length))
        {
            delivery.Problem(lines.Number, lines.Offset + entry.TextAt, "a frame without its length");
            return;
        }

        ReadOnlySpan<byte> data = text[(text.IndexOf((byte)' ') + 1)..open];
        _payload.Clear();
        if (opcode == Opcode.Close)
        {
            ReadClose(data, length);
        }
        else if (data.Length > 0 && data[0] is (byte)'\'' or (byte)'"')
        {
            ReadText(data, length);
        }
        else
        {
            ReadHex(data);
        }

        if ((ulong)_payload.Count > length)
        {
            delivery.Problem(lines.Number, lines.Offset + entry.TextAt, string.Create(
                CultureInfo.InvariantCulture, $"a frame of {length} octets with {_payload.Count} octets of payload"));
            _payload.Truncate((int)length);
        }

        delivery.Begin(entry.IsSent ? RecordMark.Sent : RecordMark.Received, entry.Time);
        delivery.State = OctetState.Rebuilt;
        bool isClients = entry.IsSent != (_isServers ?? false);
        RebuiltFrame.WriteHeader(delivery.Record, opcode, length, isClients, fin: facts.IndexOf("continued"u8) < 0);
        delivery.Record.Add(_payload.Span);
        ulong missing = length - (ulong)_payload.Count;
        if (missing > 0)
        {
            delivery.Gap(missing, OctetState.Elided);
        }
    }

    private void ReadText(ReadOnlySpan<byte> data, ulong length)
    {
        if (QuotedText.TryRead(data, _payload, out int read, out _, isText: true) && read == data.Length && (ulong)_payload.Count == length)
        {
            return;
        }

        // The last characters may begin inside an escape, unseen: only what stands before the cut is certain.
        _payload.Clear();
        int cut = CutAt(data);
        QuotedText.TryRead(data[..cut], _payload, out _, out _, isText: true);
    }

    private void ReadHex(ReadOnlySpan<byte> data)
    {
        int cut = data.IndexOf("..."u8);
        data = cut < 0 ? data : data[..cut];
        for (int at = 0; at + 2 <= data.Length; at += 3)
        {
            if (!HexDigits.TryNumber(data.Slice(at, 2), 16, out ulong octet))
            {
                return;
            }

            _payload.Add((byte)octet);
        }
    }

    private void ReadClose(ReadOnlySpan<byte> data, ulong length)
    {
        if (length < 2 || data.Length < 4 || !HexDigits.TryNumber(data[..4], 10, out ulong code))
        {
            return;
        }

        _payload.Add((byte)(code >> 8));
        _payload.Add((byte)code);
        int reason = (int)Math.Min(length - 2, int.MaxValue);
        // The reason stands last; a cut one cannot be told from the explanation before it.
        if (reason > 0 && reason <= data.Length && data.IndexOf("..."u8) < 0)
        {
            _payload.Add(data[^reason..]);
        }
    }

    private static int CutAt(ReadOnlySpan<byte> data)
    {
        int characters = 0;
        for (int at = 0; at < data.Length; at++)
        {
            if ((data[at] & 0xC0) != 0x80 && characters++ == Shown && data[at..].StartsWith("..."u8))
            {
                return at;
            }
        }

        int dots = data.IndexOf("..."u8);
        return dots < 0 ? 1 : dots;
    }
}

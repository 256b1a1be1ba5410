using System.Globalization;
using System.Text;
using Replay.Capture.HexDumps;
using Replay.Protocol;

namespace Replay.Capture.Saz;

/// <summary>
/// Reads <c>raw/N_w.txt</c>: for each frame <c>Request-Length: 34</c> (the client's) or <c>Response-Length: 30</c> (the
/// server's), further fields, a blank line and so many octets of frame.
/// </summary>
internal sealed class SazFrames(Stream stream, RecordDelivery delivery)
{
    private const int MaxField = 8192;
    private const int Block = 64 * 1024;

    private readonly byte[] _buffer = new byte[Block];
    private int _start;
    private int _end;
    private long _offset;
    private long _frames;

    /// <summary>Reads all frames.</summary>
    public void Read()
    {
        while (TryReadHead(out bool isRequest, out ulong length, out Timestamp time))
        {
            _frames++;
            delivery.Begin(isRequest ? RecordMark.Client : RecordMark.Server, time);
            while (length > 0 && (_start < _end || Fill()))
            {
                int take = (int)Math.Min((ulong)(_end - _start), length);
                delivery.Record.Add(_buffer.AsSpan(_start, take));
                delivery.FlushIfLarge();
                _start += take;
                length -= (ulong)take;
            }

            delivery.Flush();
            if (length > 0)
            {
                delivery.Gap(length, OctetState.Gap);
                delivery.Problem(_frames, _offset, string.Create(CultureInfo.InvariantCulture, $"the record ends {length} octets before the end of a frame"));
                return;
            }
        }
    }

    private bool TryReadHead(out bool isRequest, out ulong length, out Timestamp time)
    {
        isRequest = false;
        length = 0;
        time = Timestamp.None;
        bool hasLength = false;
        bool any = false;
        while (TryReadField(out string field))
        {
            if (field.Length == 0)
            {
                if (hasLength)
                {
                    return true;
                }

                // The line end behind the frame before this one.
                continue;
            }

            any = true;
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? field : field[..colon];
            string value = colon < 0 ? "" : field[(colon + 1)..].Trim();
            bool isResponse = name.Equals("Response-Length", StringComparison.OrdinalIgnoreCase);
            if (isResponse || name.Equals("Request-Length", StringComparison.OrdinalIgnoreCase))
            {
                isRequest = !isResponse;
                hasLength = ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out length);
            }
            else if (name.Equals("DoneRead", StringComparison.OrdinalIgnoreCase))
            {
                TextTime.TryReadDate(Encoding.UTF8.GetBytes(value), out time, out _);
            }

            if (!hasLength)
            {
                break;
            }
        }

        if (any)
        {
            delivery.Problem(_frames + 1, _offset + _start - _end, "a frame without its Request-Length or Response-Length; the rest is left out");
        }

        return false;
    }

    private bool TryReadField(out string field)
    {
        StringBuilder text = new();
        while (_start < _end || Fill())
        {
            byte octet = _buffer[_start++];
            if (octet == '\n')
            {
                field = text.ToString().TrimEnd('\r');
                return true;
            }

            if (text.Length == MaxField)
            {
                break;
            }

            text.Append((char)octet);
        }

        field = text.ToString();
        return field.Length > 0;
    }

    private bool Fill()
    {
        _start = 0;
        _end = stream.Read(_buffer, 0, _buffer.Length);
        _offset += _end;
        return _end > 0;
    }
}

using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.HexDumps.PacketText;

/// <summary>Reads packets printed as rows with offsets that start at 0 for each, with or without a line that sums them up.</summary>
internal sealed class PacketTextReader
{
    // The largest packet of any link layer: 256 KiB of snap length.
    private const int MaxPacket = 256 * 1024;
    private const int MaxProblems = 100;

    private readonly SourceInput _input;
    private readonly SourceContext _context;
    private readonly TextLines _lines;
    private readonly ITextPacketSink _sink;
    private readonly RowLayout? _layout;
    private readonly OctetBuffer _packet = new();
    private Timestamp _time = Timestamp.None;
    private long _line;
    private long _problems;

    public PacketTextReader(SourceInput input, SourceContext context, TextLines lines, ITextPacketSink sink)
    {
        _input = input;
        _context = context;
        _lines = lines;
        _sink = sink;
        // Every dialect prints 16 octets a row, the last row excepted.
        _layout = HexRows.Detect(lines.Head, null)?.Layout is { Digits: RowDigits.Hex, Radix: 16 } layout
            ? layout with { Octets = 16, LittleEndian = false }
            : null;
    }

    /// <summary>True when rows with offsets were found.</summary>
    public bool HasRows => _layout is not null;

    /// <summary>Packets delivered.</summary>
    public long Packets { get; private set; }

    /// <summary>Lines that sum a packet up.</summary>
    public long Summaries { get; private set; }

    /// <summary>Reads to the end of the text.</summary>
    public void Read()
    {
        while (!_context.Cancellation.IsCancellationRequested && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (_lines.IsTooLong)
            {
                Problem("a line beyond the limit is passed over");
            }
            else if (!TryReadRow(line))
            {
                Flush();
                if (TryReadSummary(line, out Timestamp time))
                {
                    Summaries++;
                    _time = time;
                }
            }
        }

        Flush();
    }

    private bool TryReadRow(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        if (_layout is not { } layout || !RowLayout.TrySplit(text, out ReadOnlySpan<byte> digits, out int body, out _)
            || !HexDigits.TryNumber(digits, 16, out ulong offset))
        {
            return false;
        }

        if (offset == 0)
        {
            Flush();
            _line = _lines.Number;
        }
        else if (offset != (ulong)_packet.Count)
        {
            if (_packet.Count > 0)
            {
                Problem(string.Create(CultureInfo.InvariantCulture, $"a row at offset {offset} of a packet of which {_packet.Count} octets were read"));
            }

            // What follows a hole cannot be placed: the packet is read up to it.
            Flush();
            return true;
        }

        layout.Read(text[body..], _packet, out _);
        if (_packet.Count > MaxPacket)
        {
            Problem("a packet of more than 262144 octets");
            _packet.Clear();
        }

        return true;
    }

    private void Flush()
    {
        if (_packet.Count == 0)
        {
            return;
        }

        Packets++;
        int linkType = IPHeader.TryFind(_packet.Span, out int found, out _) ? found : -1;
        _sink.OnPacket(_time, linkType, _packet.Span, _line);
        _packet.Clear();
        _time = Timestamp.None;
    }

    /// <summary>"    1  2005-07-06 03:57:35.938066 IP 127.0.0.1.55920 > 127.0.0.1.80: Flags [S], …", with tshark's arrow as well.</summary>
    private static bool TryReadSummary(ReadOnlySpan<byte> line, out Timestamp time)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        time = Timestamp.None;
        if (!TextTime.TryRead(text, out time, out _))
        {
            int number = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (number <= 0 || !TextTime.TryRead(text[number..].TrimStart(" \t"u8), out time, out _))
            {
                return false;
            }
        }

        return (line.IndexOf(" > "u8) > 0 && (line.IndexOf(" IP "u8) > 0 || line.IndexOf(" IP6 "u8) > 0)) || line.IndexOf(" \u2192 "u8) > 0;
    }

    private void Problem(string message)
    {
        if (++_problems <= MaxProblems)
        {
            _context.Sink.Report(new CaptureProblem(_input.Name, _lines.Number, _lines.Offset, message));
        }
    }
}

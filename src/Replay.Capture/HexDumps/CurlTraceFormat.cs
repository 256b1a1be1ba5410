using System.Globalization;
using System.Text;
using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>What <c>curl --trace</c> and <c>curl --trace-ascii</c> write.</summary>
public sealed class CurlTraceFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "curl-trace";

    /// <inheritdoc/>
    public string Description => "curl --trace and --trace-ascii (the latter shows only printable octets)";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (TextSniff.IsBinary(head))
        {
            return Confidence.None;
        }

        TextLines lines = new(new MemoryStream(TextSniff.WholeLines(head).ToArray()), head.Length + 1);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (CurlTraceRecord.TryRead(line, out _))
            {
                return Confidence.Certain;
            }

            if (lines.Number > 200)
            {
                break;
            }
        }

        return Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        RecordDelivery delivery = new(input, context, ["curl records a received head line by line: sizes of reads are its records'"]);
        State state = new(delivery, lines);
        while (!context.Cancellation.IsCancellationRequested && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (lines.IsTooLong)
            {
                delivery.Problem(lines.Number, lines.Offset, "a line beyond the limit is passed over");
            }
            else if (CurlTraceRecord.TryRead(line, out CurlTraceRecord record))
            {
                state.EndRecord();
                state.Begin(record);
            }
            else if (!state.TryReadRow(line) && line.IndexOf("== Info: "u8) is >= 0 and int info)
            {
                state.EndRecord();
                state.Info(line[(info + 9)..]);
            }
        }

        state.EndRecord();
        if (state.Elided > 0)
        {
            delivery.Problem(lines.Number, lines.Offset, string.Create(
                CultureInfo.InvariantCulture, $"--trace-ascii does not keep octets that are not printable: {state.Elided} octets are missing; use --trace"), isFatal: false);
        }

        delivery.Finish(lines.IsEmpty);
    }

    private sealed class State(RecordDelivery delivery, TextLines lines)
    {
        private readonly OctetBuffer _text = new();
        private CurlTraceRecord _record;
        private bool _isOpen;
        private bool? _isHex;
        private bool _isProven;
        private RowLayout _layout;

        public ulong Elided { get; private set; }

        public void Begin(CurlTraceRecord record)
        {
            _record = record;
            _isOpen = record.Length > 0;
            _isProven = true;
            _text.Clear();
            if (_isOpen && !record.IsTls)
            {
                delivery.Begin(record.IsSent ? RecordMark.Client : RecordMark.Server, record.Time);
            }
        }

        public void Info(ReadOnlySpan<byte> text)
        {
            // "Connected to example.com (93.184.216.34) port 80 (#0)"
            int open = text.IndexOf((byte)'(');
            int close = text.IndexOf((byte)')');
            int port = text.IndexOf(" port "u8);
            if (text.StartsWith("Connected to "u8) && open > 0 && close > open && port > close)
            {
                if (delivery.Delivered > 0)
                {
                    delivery.NextConnection();
                }

                ReadOnlySpan<byte> digits = text[(port + 6)..];
                digits = digits[..HexDigits.Run(digits)];
                string host = Encoding.UTF8.GetString(text[(open + 1)..close]);
                delivery.Name(null, (host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host) + ":" + Encoding.UTF8.GetString(digits));
            }
        }

        public bool TryReadRow(ReadOnlySpan<byte> line)
        {
            int colon = line.IndexOf(": "u8);
            if (!_isOpen || colon < 4 || !HexDigits.TryNumber(line[..colon], 16, out ulong offset))
            {
                // An empty row of --trace-ascii has nothing behind its colon.
                return _isOpen && line.EndsWith(":"u8) && HexDigits.TryNumber(line[..^1], 16, out offset) && Ascii(offset, default);
            }

            if (_record.IsTls)
            {
                return true;
            }

            ReadOnlySpan<byte> row = line[(colon + 2)..];
            _isHex ??= IsHex(row, _record.Length - offset);
            if (!_isHex.Value)
            {
                return Ascii(offset, row);
            }

            if (offset != (ulong)_text.Count)
            {
                Missing(offset - (ulong)_text.Count);
            }

            _layout = new RowLayout(16, RowDigits.Hex, 2, false, false, 1, (int)Math.Min(16, Math.Max(_record.Length - offset, 1)));
            _layout.Read(row, _text, out _);
            return true;
        }

        public void EndRecord()
        {
            if (!_isOpen || _record.IsTls)
            {
                _isOpen = false;
                return;
            }

            _isOpen = false;
            if (_isHex == false)
            {
                EndLine(_record.Length);
                delivery.State = OctetState.Rebuilt;
            }

            bool isWhole = (ulong)_text.Count == _record.Length;
            if (isWhole && (_isHex != false || _record.IsHeader || _isProven))
            {
                delivery.Record.Add(_text.Span);
                delivery.Flush();
                return;
            }

            if (_isHex != false)
            {
                delivery.Record.Add(_text.Span);
                delivery.Problem(lines.Number, lines.Offset, string.Create(
                    CultureInfo.InvariantCulture, $"{_record.Length} octets were announced and {_text.Count} are there"));
                delivery.Gap(_record.Length > (ulong)_text.Count ? _record.Length - (ulong)_text.Count : null, OctetState.Gap);
                return;
            }

            Elided += _record.Length;
            delivery.Gap(_record.Length, OctetState.Elided);
        }

        private static bool IsHex(ReadOnlySpan<byte> row, ulong octets)
        {
            OctetBuffer probe = new();
            int want = (int)Math.Min(16, octets);
            return new RowLayout(16, RowDigits.Hex, 2, false, false, 1, want).Read(row, probe, out int length) == want
                && (length == row.Length || row[length] == ' ');
        }

        private void Missing(ulong octets)
        {
            delivery.Problem(lines.Number, lines.Offset, "rows are missing");
            delivery.Record.Add(_text.Span);
            delivery.Gap(octets < 1UL << 62 ? octets : null, OctetState.Gap);
            _text.Clear();
            _isOpen = false;
        }

        /// <summary>A row of characters: its offset says whether the row before it ended in CR LF, which are not shown.</summary>
        private bool Ascii(ulong offset, ReadOnlySpan<byte> row)
        {
            EndLine(offset);
            _text.Add(row);
            // A full stop may stand for any octet that is not printable.
            _isProven &= row.IndexOf((byte)'.') < 0;
            return true;
        }

        private void EndLine(ulong offset)
        {
            if (offset == (ulong)_text.Count + 2)
            {
                _text.Add("\r\n"u8);
            }
        }
    }
}

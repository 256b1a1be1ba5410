using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>Wireshark's "Follow stream" as YAML, of any version: peers, and packets with their octets in base64.</summary>
public sealed class FollowYamlFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "follow-yaml";

    /// <inheritdoc/>
    public string Description => "Wireshark's follow stream as YAML";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        bool isBinary = head.IndexOf("!!binary"u8) > 0;
        return text.StartsWith("peers:"u8) && (isBinary || head.IndexOf("packets:"u8) > 0) ? Confidence.Certain
            : isBinary && head.IndexOf("peer0_0:"u8) >= 0 ? Confidence.Certain
            : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        RecordDelivery delivery = new(input, context, []);
        State state = new(delivery);
        while (!context.Cancellation.IsCancellationRequested && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (lines.IsTooLong)
            {
                delivery.Problem(lines.Number, lines.Offset, "a line beyond the limit is passed over");
            }
            else if (!state.TryRead(line, out int at))
            {
                delivery.Problem(lines.Number, lines.Offset + at, "a character that is not base64");
                delivery.Gap(null, OctetState.Gap);
            }
        }

        delivery.Finish(lines.IsEmpty);
    }

    private sealed class State(RecordDelivery delivery)
    {
        private readonly Base64Text _base64 = new(delivery.Record);
        private bool _inPackets;
        private bool _inData;
        private int _indent;
        private int _peer;
        private string _host = "";
        private Timestamp _time = Timestamp.None;

        public bool TryRead(ReadOnlySpan<byte> line, out int at)
        {
            at = 0;
            ReadOnlySpan<byte> text = line.Trim(" \t"u8);
            int indent = line.Length - line.TrimStart(" \t"u8).Length;
            if (_inData && indent > _indent && !text.IsEmpty)
            {
                bool isRead = _base64.TryAdd(text, out at);
                at += indent;
                delivery.FlushIfLarge();
                return isRead;
            }

            if (text.IsEmpty || text[0] == '#')
            {
                return true;
            }

            if (_inData)
            {
                _inData = false;
                _base64.Finish();
            }

            ReadOnlySpan<byte> entry = text.StartsWith("- "u8) ? text[2..] : text;
            int colon = entry.IndexOf((byte)':');
            if (colon <= 0)
            {
                return true;
            }

            ReadOnlySpan<byte> key = entry[..colon];
            ReadOnlySpan<byte> value = entry[(colon + 1)..].Trim(" \t\"'"u8);
            Key(key, value);
            if (value.StartsWith("!!binary"u8))
            {
                RecordMark mark = key.StartsWith("peer"u8) ? Side(key[4] - '0') : Side(_peer);
                delivery.Begin(mark, _time);
                _inData = true;
                _indent = indent;
                _time = Timestamp.None;
                return _base64.TryAdd(value[8..].TrimStart(" |>-+"u8), out at);
            }

            return true;
        }

        private void Key(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            if (key.SequenceEqual("peers"u8))
            {
                delivery.NextConnection();
                _inPackets = false;
            }
            else if (key.SequenceEqual("packets"u8))
            {
                _inPackets = true;
            }
            else if (key.SequenceEqual("peer"u8))
            {
                _peer = value.SequenceEqual("1"u8) ? 1 : 0;
            }
            else if (key.SequenceEqual("host"u8) && !_inPackets)
            {
                _host = System.Text.Encoding.UTF8.GetString(value);
            }
            else if (key.SequenceEqual("port"u8) && !_inPackets)
            {
                string address = (_host.Contains(':', StringComparison.Ordinal) ? $"[{_host}]" : _host) + ":" + System.Text.Encoding.UTF8.GetString(value);
                delivery.Name(_peer == 0 ? address : null, _peer == 1 ? address : null);
            }
            else if (key.SequenceEqual("timestamp"u8) && TextTime.TryReadSeconds(value, out Timestamp time, out _))
            {
                // Wireshark prints a double: digits below a microsecond are its rounding (1700000000.029999971).
                _time = new Timestamp((time.UnixNanoseconds + 500) / 1000 * 1000);
            }
        }

        private static RecordMark Side(int peer) => peer == 1 ? RecordMark.OtherSide : RecordMark.FirstSide;
    }
}

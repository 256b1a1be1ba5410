using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>What a sentence between two dumps says of the next one.</summary>
internal static class Prose
{
    /// <summary>The direction its words name, or None when they name none or both.</summary>
    public static RecordMark Direction(ReadOnlySpan<byte> line)
    {
        bool sent = false;
        bool received = false;
        Span<byte> lower = stackalloc byte[12];
        for (int at = 0; at < line.Length;)
        {
            int length = 0;
            while (at + length < line.Length && char.IsAsciiLetter((char)line[at + length]))
            {
                length++;
            }

            if (length is > 1 and <= 12)
            {
                System.Text.Ascii.ToLower(line.Slice(at, length), lower, out int written);
                ReadOnlySpan<byte> word = lower[..written];
                sent |= word.StartsWith("sen"u8) || word.StartsWith("writ"u8) || word.StartsWith("outgoing"u8) || word.SequenceEqual("tx"u8)
                    || word.StartsWith("outbound"u8) || word.StartsWith("transmit"u8);
                received |= word.StartsWith("rec"u8) || word.StartsWith("read"u8) || word.StartsWith("incoming"u8) || word.SequenceEqual("rx"u8)
                    || word.StartsWith("inbound"u8);
            }

            at += Math.Max(length, 1);
        }

        return sent == received ? RecordMark.None : sent ? RecordMark.Sent : RecordMark.Received;
    }

    /// <summary>The time it starts with, or none.</summary>
    public static Timestamp Time(ReadOnlySpan<byte> line) => TextTime.TryRead(line.TrimStart(" \t["u8), out Timestamp time, out _) ? time : Timestamp.None;
}

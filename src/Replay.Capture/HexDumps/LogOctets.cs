using System.Buffers;

namespace Replay.Capture.HexDumps;

/// <summary>
/// Lines of a program's own log that end in octets behind a colon and say in words whose they are:
/// <c>10:00:00 DEBUG sending frame: 81 05 48</c>.
/// </summary>
internal static class LogOctets
{
    private static readonly SearchValues<byte> DigitsAndBlanks = SearchValues.Create("0123456789abcdefABCDEF "u8);

    /// <summary>True when a text has such lines, and none of octets alone or with a mark, which would be passed over.</summary>
    public static bool Detect(ReadOnlySpan<byte> head)
    {
        bool any = false;
        foreach (Range range in head.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = head[range].TrimEnd(" \t\r"u8);
            if (line.IsEmpty)
            {
                continue;
            }

            if (line.IndexOfAnyExcept(DigitsAndBlanks) < 0 || line[0] is (byte)'#' or (byte)'/' or (byte)'"'
                || (LineMark.TryRead(line, out LineMark mark) && mark.Mark != RecordMark.None))
            {
                return false;
            }

            any |= TryFind(line, out _);
        }

        return any;
    }

    /// <summary>Finds the octets: at least two, in groups of an even number of digits, to the end of the line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="at">Where they begin.</param>
    public static bool TryFind(ReadOnlySpan<byte> line, out int at)
    {
        ReadOnlySpan<byte> text = line.TrimEnd(" \t"u8);
        at = text.LastIndexOfAnyExcept(DigitsAndBlanks) + 1;
        if (at == 0 || text[at - 1] != ':' || Prose.Direction(text[..at]) == RecordMark.None)
        {
            return false;
        }

        int octets = 0;
        ReadOnlySpan<byte> rest = text[at..];
        while (!rest.IsEmpty)
        {
            int digits = HexDigits.Run(rest);
            if (digits % 2 != 0)
            {
                return false;
            }

            octets += digits / 2;
            rest = rest[Math.Max(digits, 1)..];
        }

        return octets > 1;
    }
}

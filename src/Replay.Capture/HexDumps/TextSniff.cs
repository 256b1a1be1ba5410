using System.Buffers;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.HexDumps;

/// <summary>What the first octets of an input tell before anything is parsed.</summary>
internal static class TextSniff
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private static readonly SearchValues<byte> DigitsAndSeparators = SearchValues.Create("0123456789abcdefABCDEFxX \t\r\n,:;"u8);

    /// <summary>True when the octets are no text: a NUL outside of UTF-16, or too many control characters.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return false;
        }

        int controls = 0;
        foreach (byte octet in head)
        {
            if (octet == 0)
            {
                return true;
            }

            controls += octet < 0x20 && octet is not ((byte)'\n' or (byte)'\r' or (byte)'\t' or 0x1B or 0x0C) ? 1 : 0;
        }

        return controls * 50 > head.Length;
    }

    /// <summary>True for hexadecimal digits and what separates octets, and nothing else.</summary>
    public static bool IsOnlyDigits(ReadOnlySpan<byte> head) =>
        head.ContainsAny(Digits) && !head.ContainsAnyExcept(DigitsAndSeparators);

    /// <summary>True when so much of a text is hexadecimal pairs that the rest is a mistake in them.</summary>
    public static bool IsMostlyDigits(ReadOnlySpan<byte> head)
    {
        int strange = 0;
        int digits = 0;
        foreach (byte octet in head)
        {
            strange += DigitsAndSeparators.Contains(octet) ? 0 : 1;
            digits += Digits.Contains(octet) ? 1 : 0;
        }

        return digits >= 8 && strange * 6 <= digits;
    }

    /// <summary>True for JSON, XML and HTML.</summary>
    public static bool IsMarkup(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        if (text.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> inner = text[1..].TrimStart(" \t\r\n"u8);
        return text[0] switch
        {
            (byte)'{' => inner.IsEmpty || inner[0] is (byte)'"' or (byte)'}',
            (byte)'[' => !inner.IsEmpty && inner[0] is (byte)'{' or (byte)'[' or (byte)'"',
            (byte)'<' => text.Length > 1 && (text[1] is (byte)'!' or (byte)'?' || (char.IsAsciiLetter((char)text[1]) && !text.StartsWith("<Buffer"u8))),
            _ => false,
        };
    }

    /// <summary>The head without its last line when that may go on behind it.</summary>
    public static ReadOnlySpan<byte> WholeLines(ReadOnlySpan<byte> head)
    {
        int last = head.LastIndexOf((byte)'\n');
        return head.Length >= 60 * 1024 && last > 0 ? head[..(last + 1)] : head;
    }
}

/// <summary>Counts what a trial reading of a text's head yields.</summary>
internal sealed class SniffSink : IOctetSink, IConnectionInput
{
    /// <summary>Octets delivered.</summary>
    public long Octets { get; private set; }

    /// <summary>Problems reported.</summary>
    public long Problems { get; private set; }

    /// <summary>True when the first octets are an HTTP head or plausible frames.</summary>
    public bool LooksLikeWebSocket { get; private set; }

    public IConnectionInput Open(ConnectionInfo connection) => this;

    public void Report(CaptureProblem problem) => Problems++;

    public void BeginChop(Direction direction, ulong length)
    {
    }

    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete)
    {
        LooksLikeWebSocket |= Octets == 0 && DirectionGuess.Of(octets, out bool isSure) is not null && (isSure || octets.Length > 4);
        Octets += octets.Length;
    }

    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap)
    {
    }

    public void PushRemark(Timestamp time, string text)
    {
    }

    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default)
    {
    }
}

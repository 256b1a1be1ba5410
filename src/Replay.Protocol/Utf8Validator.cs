using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replay.Protocol;

/// <summary>
/// A streaming UTF-8 validator (RFC 3629, as RFC 6455 §8.1 demands): fed in pieces cut anywhere, it fails at the
/// earliest octet that makes the text invalid, whatever follows.
/// </summary>
public partial struct Utf8Validator
{
    // What the text waits for: 0 nothing, 1-3 that many continuation octets, any of 80-BF. After these lead octets the
    // first continuation octet has a narrower range (no overlong form, no surrogate, nothing above U+10FFFF: RFC 3629 §4).
    private const byte AfterE0 = 4;
    private const byte AfterED = 5;
    private const byte AfterF0 = 6;
    private const byte AfterF4 = 7;
    private const byte Failed = 8;

    // One octet: two validators sit in every connection.
    private byte _state;

    /// <summary>True when the octets so far end at a code point boundary and none was invalid.</summary>
    public readonly bool IsComplete => _state == 0;

    /// <summary>True once an octet made the text invalid.</summary>
    public readonly bool HasFailed => _state == Failed;

    /// <summary>Takes further octets of the text.</summary>
    /// <param name="octets">The next octets.</param>
    /// <returns>-1 while the text can still become valid; otherwise the index in <paramref name="octets"/> of the
    /// first octet that makes it invalid (0 when it had failed before, also for an empty span).</returns>
    // AggressiveOptimization: a short process would run most of its text through tier 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Append(ReadOnlySpan<byte> octets)
    {
        if (_state != 0)
        {
            return AppendToOpenCodePoint(octets);
        }

        ref byte text = ref MemoryMarshal.GetReference(octets);
        nuint length = (nuint)octets.Length;
        nuint ascii = Utf8Blocks.AsciiPrefix(ref text, length);
        return ascii == length ? -1 : AppendFromBoundary(octets, (int)ascii);
    }

    /// <summary>Starts a new text.</summary>
    public void Reset() => _state = 0;

    // At a code point boundary; what stands before `from` needs no further look.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AppendFromBoundary(ReadOnlySpan<byte> octets, int from)
    {
        if (!Utf8Blocks.IsSupported)
        {
            return Walk(octets, from);
        }

        ReadOnlySpan<byte> text = octets[from..];
        int suspect = Utf8Blocks.FindSuspect(ref MemoryMarshal.GetReference(text), text.Length);

        if (suspect == text.Length)
        {
            // Every octet fits to those before it. What is left is whether the text ends inside a code point.
            _state = StateAtEnd(text);
            return _state == Failed ? octets.Length - 1 : -1;
        }

        // It breaks somewhere from the last code point that begins before `suspect`.
        int found = Walk(text, LastLead(text, suspect));
        return found < 0 ? -1 : from + found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AppendToOpenCodePoint(ReadOnlySpan<byte> octets)
    {
        if (_state == Failed)
        {
            return 0;
        }

        int i = 0;
        while (i < octets.Length && _state != 0)
        {
            _state = Next(_state, octets[i]);
            if (_state == Failed)
            {
                return i;
            }

            i++;
        }

        if (i == octets.Length)
        {
            return -1;
        }

        int found = Append(octets[i..]);
        return found < 0 ? -1 : i + found;
    }

    // Only the last octet of all can still be one that nothing makes right: no octet has followed it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte StateAtEnd(ReadOnlySpan<byte> text)
    {
        byte last = text[^1];
        if (last < 0x80)
        {
            return 0;
        }

        if (last >= 0xC0)
        {
            return Next(0, last);
        }

        if (text.Length >= 2 && text[^2] >= 0xE0)
        {
            return Next(Next(0, text[^2]), last);
        }

        return text.Length >= 3 && text[^3] >= 0xF0 ? (byte)1 : (byte)0;
    }

    // Where the code point begins that the octets before `end` leave open; `end` when they leave none open. May also
    // be the beginning of one that they complete.
    private static int LastLead(ReadOnlySpan<byte> text, int end)
    {
        for (int i = end - 1; i >= 0 && i >= end - 3; i--)
        {
            if (text[i] < 0x80)
            {
                break;
            }

            if (text[i] >= 0xC0)
            {
                return i;
            }
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Walk(ReadOnlySpan<byte> octets, int from)
    {
        byte state = 0;
        for (int i = from; i < octets.Length; i++)
        {
            byte octet = octets[i];
            if (state == 0 && octet < 0x80)
            {
                continue;
            }

            state = Next(state, octet);
            if (state == Failed)
            {
                _state = Failed;
                return i;
            }
        }

        _state = state;
        return -1;
    }

    // RFC 3629 §4.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte Next(byte state, byte octet)
    {
        switch (state)
        {
            case 0:
                return octet switch
                {
                    < 0x80 => 0,
                    < 0xC2 => Failed,
                    < 0xE0 => 1,
                    0xE0 => AfterE0,
                    0xED => AfterED,
                    < 0xF0 => 2,
                    0xF0 => AfterF0,
                    < 0xF4 => 3,
                    0xF4 => AfterF4,
                    _ => Failed,
                };
            case AfterE0:
                return octet is >= 0xA0 and <= 0xBF ? (byte)1 : Failed;
            case AfterED:
                return octet is >= 0x80 and <= 0x9F ? (byte)1 : Failed;
            case AfterF0:
                return octet is >= 0x90 and <= 0xBF ? (byte)2 : Failed;
            case AfterF4:
                return octet is >= 0x80 and <= 0x8F ? (byte)2 : Failed;
            default:
                return octet is >= 0x80 and <= 0xBF ? (byte)(state - 1) : Failed;
        }
    }
}

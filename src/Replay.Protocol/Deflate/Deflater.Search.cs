using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

// Finding matches (RFC 1951 §4): places with the same three octets are chained, newest first.
public sealed partial class Deflater
{
    // Before any place that can be reached.
    private const int Nowhere = -2 * DeflateFormat.MaxWindow;

    // A match of three octets from this far takes more bits than the octets.
    private const int FarForThree = 4096;

    // A match this long is good enough not to look for a longer one an octet later.
    private const int LongEnough = 32;

    private byte[]? _text;
    private int[]? _heads;
    private int[]? _chain;
    private uint[]? _tokens;
    private int _textLength;

    // Places are counted from the start of the stream, so that they stay when the text moves to the front of its buffer.
    private int _textStart;
    private int _nextChained;

    private int Window => 1 << _windowBits;

    private int HashBits => Math.Max(10, _windowBits);

    /// <summary>Hands all buffers back and forgets the context: the next message is as the first of a stream.</summary>
    public void Release()
    {
        ForgetContext();
        if (_text is not null)
        {
            ArrayPool<byte>.Shared.Return(_text);
            ArrayPool<int>.Shared.Return(_heads!);
            ArrayPool<int>.Shared.Return(_chain!);
            _text = null;
            _heads = _chain = null;
        }

        if (_tokens is not null)
        {
            ArrayPool<uint>.Shared.Return(_tokens);
            _tokens = null;
        }
    }

    private void ForgetContext()
    {
        // All places chained so far fall out of reach.
        _textStart += _textLength + DeflateFormat.MaxWindow;
        _textLength = 0;
        _nextChained = _textStart;
        _knownHistory = 0;
    }

    private void Rent()
    {
        _text = ArrayPool<byte>.Shared.Rent(Window + BlockOctets + 8);
        _heads = ArrayPool<int>.Shared.Rent(1 << HashBits);
        _chain = ArrayPool<int>.Shared.Rent(Window);
        _tokens ??= ArrayPool<uint>.Shared.Rent(BlockOctets);
        _heads.AsSpan().Fill(Nowhere);
    }

    /// <summary>Puts a block into the window and turns it into literals and matches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<uint> FindTokens(ReadOnlySpan<byte> block, bool search)
    {
        int start = Append(block);
        if (!search)
        {
            return default;
        }

        uint[] tokens = _tokens!;
        int count = 0;
        int end = _textLength;
        int at = start;
        (int length, int distance) = (0, 0);
        bool searched = false;
        while (at < end)
        {
            if (!searched)
            {
                (length, distance) = Longest(at, end, DeflateFormat.MinMatch - 1);
            }

            searched = false;
            if (length == 0)
            {
                tokens[count++] = (uint)_text![at++] << 16;
                continue;
            }

            if (length < LongEnough && at + 1 < end)
            {
                (int later, int laterDistance) = Longest(at + 1, end, length);
                if (later > length)
                {
                    tokens[count++] = (uint)_text![at++] << 16;
                    (length, distance, searched) = (later, laterDistance, true);
                    continue;
                }
            }

            tokens[count++] = DeflateBlockWriter.Match(length, distance);
            at += length;
        }

        return tokens.AsSpan(0, count);
    }

    /// <summary>Appends a block to the text, of which no more than a window is kept before it; returns where it starts.</summary>
    private int Append(ReadOnlySpan<byte> block)
    {
        if (_text is null)
        {
            Rent();
        }

        int dropped = _textLength - Window;
        if (dropped > 0)
        {
            _text.AsSpan(dropped, Window).CopyTo(_text);
            _textLength = Window;
            _textStart += dropped;
        }

        if (_textStart > int.MaxValue / 2)
        {
            // Two thousand million octets on, count anew; what is in the window is not found again, which only costs size.
            _heads.AsSpan().Fill(Nowhere);
            _textStart = 0;
            _nextChained = _textLength;
        }

        int start = _textLength;
        block.CopyTo(_text.AsSpan(start));
        _textLength += block.Length;
        return start;
    }

    /// <summary>The longest match at a place, if it is longer than asked; length 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Length, int Distance) Longest(int at, int end, int longerThan)
    {
        int most = Math.Min(DeflateFormat.MaxMatch, end - at);
        if (most < DeflateFormat.MinMatch || most <= longerThan)
        {
            return default;
        }

        ChainUpTo(at, end);
        byte[] text = _text!;
        int[] chain = _chain!;
        int place = _textStart + at;
        int window = Window;
        int candidate = _heads![Hash(at)];
        ReadOnlySpan<byte> wanted = text.AsSpan(at, most);
        int best = longerThan;
        int bestDistance = 0;
        for (int depth = SearchDepth; depth > 0 && place - candidate <= window; depth--)
        {
            int distance = place - candidate;
            int from = at - distance;
            if (text[from + best] == wanted[best])
            {
                int length = wanted.CommonPrefixLength(text.AsSpan(from, most));
                if (length > best && (length > DeflateFormat.MinMatch || distance <= FarForThree))
                {
                    best = length;
                    bestDistance = distance;
                    if (best == most)
                    {
                        break;
                    }
                }
            }

            int older = chain[candidate & (window - 1)];
            if (older >= candidate)
            {
                break;
            }

            candidate = older;
        }

        return bestDistance == 0 ? default : (best, bestDistance);
    }

    /// <summary>Chains all places before this one that have three octets.</summary>
    private void ChainUpTo(int at, int end)
    {
        int last = _textStart + Math.Min(at, end - DeflateFormat.MinMatch + 1);
        int window = Window;

        // Messages that were not searched, or too short for it, have left the text unchained.
        _nextChained = Math.Max(_nextChained, _textStart);
        for (; _nextChained < last; _nextChained++)
        {
            ref int head = ref _heads![Hash(_nextChained - _textStart)];
            _chain![_nextChained & (window - 1)] = head;
            head = _nextChained;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Hash(int at)
    {
        uint three = BinaryPrimitives.ReadUInt32LittleEndian(_text.AsSpan(at)) << 8;
        return (int)((three * 0x9E37_79B1) >> (32 - HashBits));
    }
}

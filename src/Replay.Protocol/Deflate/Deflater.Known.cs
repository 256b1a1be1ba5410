using System.Buffers;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

// Deflating pieces of a document whose matches are known.
public sealed partial class Deflater
{
    private long _knownHistory;

    /// <summary>
    /// Deflates one message that is a piece of a document whose matches are known. Context takeover holds as long as each message
    /// begins where the one before ended, going round at the document's end; the other form of Compress must not come between.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="matches">The document's matches, for a window no larger than this deflater's.</param>
    /// <param name="position">Where in the document the message begins.</param>
    /// <param name="output">Where the compressed octets go.</param>
    /// <exception cref="ArgumentException">The matches are for a larger window.</exception>
    public void Compress(ReadOnlySpan<byte> message, KnownMatches matches, int position, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(matches);
        ArgumentNullException.ThrowIfNull(output);
        if (matches.WindowBits > _windowBits)
        {
            throw new ArgumentException("The matches are for a larger window.", nameof(matches));
        }

        _tokens ??= ArrayPool<uint>.Shared.Rent(BlockOctets);
        (byte Bits, int Count) rest = default;
        while (!message.IsEmpty)
        {
            ReadOnlySpan<byte> block = message[..Math.Min(message.Length, BlockOctets)];
            message = message[block.Length..];
            ReadOnlySpan<uint> tokens = KnownTokens(block, matches, position);
            position = (position + block.Length) % matches.Length;
            DeflateBitWriter writer = new(output.GetSpan(DeflateBlockWriter.Bound(block.Length))) { Rest = rest };
            _blocks.Write(ref writer, tokens, block, Blocks, final: false);
            rest = writer.Rest;
            output.Advance(writer.Octets);
        }

        EndMessage(output, rest);
        if (!_contextTakeover)
        {
            _knownHistory = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<uint> KnownTokens(ReadOnlySpan<byte> block, KnownMatches matches, int position)
    {
        uint[] tokens = _tokens!;
        int count = 0;
        int at = 0;
        while (at < block.Length)
        {
            int place = position + at;
            place = place >= matches.Length ? place - matches.Length : place;
            (int length, int distance) = matches.At(place, _knownHistory + at);
            length = Math.Min(length, block.Length - at);
            if (length < DeflateFormat.MinMatch
                || (length < LongEnough && at + 1 < block.Length && matches.At(place + 1 == matches.Length ? 0 : place + 1, _knownHistory + at + 1).Length > length))
            {
                tokens[count++] = (uint)block[at++] << 16;
                continue;
            }

            tokens[count++] = DeflateBlockWriter.Match(length, distance);
            at += length;
        }

        _knownHistory += block.Length;
        return tokens.AsSpan(0, count);
    }
}

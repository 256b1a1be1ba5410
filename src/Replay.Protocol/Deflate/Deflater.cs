using System.Buffers;

namespace Replay.Protocol;

/// <summary>
/// Deflates the messages of one direction of permessage-deflate (RFC 1951, RFC 7692 §7.2.1), with a window of exactly the
/// size agreed: no distance exceeds 2^windowBits, 8 bits included.
/// </summary>
/// <remarks>Deterministic: the same messages and settings give the same octets. Buffers come from <see cref="ArrayPool{T}"/> at
/// the first message and go back with <see cref="Release"/>.</remarks>
public sealed partial class Deflater
{
    // Octets of a message that are searched and written as one block.
    private const int BlockOctets = 32768;

    private readonly DeflateBlockWriter _blocks = new();
    private int _windowBits;
    private bool _contextTakeover;

    /// <summary>Creates a deflater.</summary>
    /// <param name="windowBits">Base-2 logarithm of the window, 8-15 (RFC 7692 §7.1.2).</param>
    /// <param name="contextTakeover">False to start each message with an empty window (RFC 7692 §7.1.1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="windowBits"/> is not 8-15.</exception>
    public Deflater(int windowBits = 15, bool contextTakeover = true) => Reset(windowBits, contextTakeover);

    /// <summary>The kind of blocks to write.</summary>
    public DeflateBlocks Blocks { get; set; }

    /// <summary>How many earlier places with the same three octets are looked at for a match; more is slower and smaller.</summary>
    public int SearchDepth { get; set; } = 32;

    /// <summary>True to mark each message's last block as final, as RFC 7692 §7.2.3.4 allows.</summary>
    public bool FinalBlocks { get; set; }

    /// <summary>Starts a new stream.</summary>
    /// <param name="windowBits">Base-2 logarithm of the window, 8-15 (RFC 7692 §7.1.2).</param>
    /// <param name="contextTakeover">False to start each message with an empty window (RFC 7692 §7.1.1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="windowBits"/> is not 8-15.</exception>
    public void Reset(int windowBits, bool contextTakeover)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowBits, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowBits, 15);
        if (windowBits != _windowBits)
        {
            Release();
        }

        _windowBits = windowBits;
        _contextTakeover = contextTakeover;
        ForgetContext();
    }

    /// <summary>Deflates one message, without the tail 00 00 ff ff (RFC 7692 §7.2.1).</summary>
    /// <param name="message">The message; an empty one becomes the octet 00 (RFC 7692 §7.2.3.6).</param>
    /// <param name="output">Where the compressed octets go.</param>
    public void Compress(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        (byte Bits, int Count) rest = default;
        while (!message.IsEmpty)
        {
            ReadOnlySpan<byte> block = message[..Math.Min(message.Length, BlockOctets)];
            message = message[block.Length..];
            ReadOnlySpan<uint> tokens = FindTokens(block, search: Blocks != DeflateBlocks.Stored);
            DeflateBitWriter writer = new(output.GetSpan(DeflateBlockWriter.Bound(block.Length))) { Rest = rest };
            bool final = FinalBlocks && message.IsEmpty;
            _blocks.Write(ref writer, tokens, block, Blocks, final);
            if (final)
            {
                writer.Align();
            }

            rest = writer.Rest;
            output.Advance(writer.Octets);
        }

        EndMessage(output, rest);
        if (!_contextTakeover)
        {
            ForgetContext();
        }
    }

    // RFC 7692 §7.2.1: an empty stored block ends the message, of which only the header is sent.
    private static void EndMessage(IBufferWriter<byte> output, (byte Bits, int Count) rest)
    {
        DeflateBitWriter tail = new(output.GetSpan(16)) { Rest = rest };
        tail.Write(0, 3);
        tail.Align();
        output.Advance(tail.Octets);
    }
}

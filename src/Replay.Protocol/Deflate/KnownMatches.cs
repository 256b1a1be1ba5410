using System.Buffers.Binary;

namespace Replay.Protocol;

/// <summary>
/// The longest earlier match of each place of a document that is sent over and over, going round at its end: searched for once, so
/// that deflating pieces of it (<see cref="Deflater.Compress(ReadOnlySpan{byte}, KnownMatches, int, System.Buffers.IBufferWriter{byte})"/>)
/// costs little more than writing the bits.
/// </summary>
public sealed class KnownMatches
{
    private const int HashBits = 15;
    private const int Depth = 16;

    // A match of three octets from this far takes more bits than the octets.
    private const int FarForThree = 4096;
    private readonly ushort[] _lengths;
    private readonly ushort[] _distances;

    // The nearest match, for where the longest lies before the context.
    private readonly ushort[] _nearLengths;
    private readonly ushort[] _nearDistances;

    /// <summary>Searches a document.</summary>
    /// <param name="document">The document; at least 32,768 octets.</param>
    /// <param name="windowBits">Base-2 logarithm of the window, 8-15 (RFC 7692 §7.1.2).</param>
    /// <exception cref="ArgumentOutOfRangeException">The document is too short, or <paramref name="windowBits"/> is not 8-15.</exception>
    public KnownMatches(ReadOnlySpan<byte> document, int windowBits = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowBits, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowBits, 15);
        ArgumentOutOfRangeException.ThrowIfLessThan(document.Length, DeflateFormat.MaxWindow);
        WindowBits = windowBits;
        _lengths = new ushort[document.Length];
        _distances = new ushort[document.Length];
        _nearLengths = new ushort[document.Length];
        _nearDistances = new ushort[document.Length];

        // Before the document stands its own end, behind it its own start: it goes round.
        const int Before = DeflateFormat.MaxWindow;
        byte[] text = [.. document[^Before..], .. document, .. document[..DeflateFormat.MaxMatch]];
        int[] heads = new int[1 << HashBits];
        int[] chain = new int[text.Length];
        heads.AsSpan().Fill(-1);
        for (int at = 0; at < Before + document.Length; at++)
        {
            uint three = BinaryPrimitives.ReadUInt32LittleEndian(text.AsSpan(at)) << 8;
            ref int head = ref heads[(three * 0x9E37_79B1) >> (32 - HashBits)];
            if (at >= Before)
            {
                Search(text, chain, head, at, at - Before);
            }

            chain[at] = head;
            head = at;
        }
    }

    /// <summary>Base-2 logarithm of the window.</summary>
    public int WindowBits { get; }

    /// <summary>Octets of the document.</summary>
    public int Length => _lengths.Length;

    /// <summary>The best match of a place that reaches back no further than this; length 0 for none.</summary>
    internal (int Length, int Distance) At(int place, long reach) =>
        _distances[place] <= reach ? (_lengths[place], _distances[place])
        : _nearDistances[place] <= reach ? (_nearLengths[place], _nearDistances[place])
        : default;

    private void Search(byte[] text, int[] chain, int candidate, int at, int place)
    {
        int window = 1 << WindowBits;
        ReadOnlySpan<byte> wanted = text.AsSpan(at, DeflateFormat.MaxMatch);
        int best = DeflateFormat.MinMatch - 1;
        int bestDistance = 0;
        for (int depth = Depth; depth > 0 && candidate >= 0 && at - candidate <= window; depth--)
        {
            int length = wanted.CommonPrefixLength(text.AsSpan(candidate, DeflateFormat.MaxMatch));
            int distance = at - candidate;
            if (length > best && (length > DeflateFormat.MinMatch || distance <= FarForThree))
            {
                if (bestDistance == 0)
                {
                    (_nearLengths[place], _nearDistances[place]) = ((ushort)length, (ushort)distance);
                }

                best = length;
                bestDistance = distance;
                if (best == DeflateFormat.MaxMatch)
                {
                    break;
                }
            }

            candidate = chain[candidate];
        }

        if (bestDistance > 0)
        {
            (_lengths[place], _distances[place]) = ((ushort)best, (ushort)bestDistance);
        }
    }
}

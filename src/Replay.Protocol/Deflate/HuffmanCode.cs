namespace Replay.Protocol;

/// <summary>A Huffman code of limited length, made from how often each symbol occurs (RFC 1951 §3.2.2).</summary>
internal sealed class HuffmanCode(int symbols, int maxBits)
{
    private readonly long[] _sorted = new long[symbols];
    private readonly int[] _nodes = new int[symbols];

    /// <summary>How often each symbol occurs; the caller counts.</summary>
    public int[] Counts { get; } = new int[symbols];

    /// <summary>Bits of each symbol's code, 0 for a symbol that does not occur.</summary>
    public byte[] Lengths { get; } = new byte[symbols];

    /// <summary>Each symbol's code with its first bit lowest, as it is written.</summary>
    public ushort[] Codes { get; } = new ushort[symbols];

    /// <summary>Makes lengths and codes from the counts.</summary>
    public void Build()
    {
        Array.Clear(Lengths);
        int used = 0;
        for (int symbol = 0; symbol < Counts.Length; symbol++)
        {
            if (Counts[symbol] > 0)
            {
                _sorted[used++] = ((long)Counts[symbol] << 16) | (uint)symbol;
            }
        }

        // Some inflaters refuse a code of fewer than two symbols, so there are always two.
        for (int symbol = 0; used < 2; symbol++)
        {
            if (Counts[symbol] == 0)
            {
                _sorted[used++] = (1L << 16) | (uint)symbol;
            }
        }

        Array.Sort(_sorted, 0, used);
        Span<int> lengthCounts = stackalloc int[64];
        CountLengths(used, lengthCounts);
        Limit(lengthCounts);

        // The rarest symbols take the longest codes.
        int next = 0;
        for (int bits = maxBits; bits > 0; bits--)
        {
            for (int i = lengthCounts[bits]; i > 0; i--)
            {
                Lengths[(int)(_sorted[next++] & 0xFFFF)] = (byte)bits;
            }
        }

        AssignCodes(Lengths, Codes);
    }

    /// <summary>Gives symbols of these lengths their codes (RFC 1951 §3.2.2).</summary>
    public static void AssignCodes(ReadOnlySpan<byte> lengths, Span<ushort> codes)
    {
        Span<int> next = stackalloc int[16];
        foreach (byte length in lengths)
        {
            next[length]++;
        }

        int code = 0;
        int count = 0;
        for (int bits = 1; bits < 16; bits++)
        {
            code = (code + count) << 1;
            count = next[bits];
            next[bits] = code;
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int bits = lengths[symbol];
            if (bits == 0)
            {
                continue;
            }

            int value = next[bits]++;
            int reversed = 0;
            for (int i = 0; i < bits; i++)
            {
                reversed = (reversed << 1) | ((value >> i) & 1);
            }

            codes[symbol] = (ushort)reversed;
        }
    }

    /// <summary>Merges the two lightest of leaves and trees until one is left: both queues are sorted, so their heads suffice.</summary>
    private void CountLengths(int used, Span<int> lengthCounts)
    {
        // A tree's weight until it is merged, then the index of the tree it went into.
        Span<int> weights = stackalloc int[used];
        Span<byte> leaves = stackalloc byte[used];
        int leaf = 0;
        int tree = 0;
        for (int made = 0; made < used - 1; made++)
        {
            int weight = 0;
            leaves[made] = 0;
            for (int i = 0; i < 2; i++)
            {
                if (tree == made || (leaf < used && (int)(_sorted[leaf] >> 16) <= weights[tree]))
                {
                    weight += (int)(_sorted[leaf++] >> 16);
                    leaves[made]++;
                }
                else
                {
                    weight += weights[tree];
                    _nodes[tree++] = made;
                }
            }

            weights[made] = weight;
        }

        // From the root down, a tree is one level below the one it went into. No code of 32,768 symbols is longer than 23 bits.
        for (int i = used - 2; i >= 0; i--)
        {
            int depth = i == used - 2 ? 1 : weights[_nodes[i]] + 1;
            weights[i] = depth;
            lengthCounts[Math.Min(depth, maxBits)] += leaves[i];
        }
    }

    /// <summary>Where codes were cut to the limit there are too many: lengthens the longest of the shorter ones.</summary>
    private void Limit(Span<int> lengthCounts)
    {
        int total = 0;
        for (int bits = 1; bits <= maxBits; bits++)
        {
            total += lengthCounts[bits] << (maxBits - bits);
        }

        for (; total > 1 << maxBits; total--)
        {
            int bits = maxBits - 1;
            while (lengthCounts[bits] == 0)
            {
                bits--;
            }

            // One code of this length makes place for itself and one of the longest.
            lengthCounts[bits]--;
            lengthCounts[bits + 1] += 2;
            lengthCounts[maxBits]--;
        }
    }
}

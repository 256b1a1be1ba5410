using System.Runtime.CompilerServices;

namespace Replay.Capture.Tcp;

/// <summary>
/// Which TCP connections a reader decodes, by the hash of their endpoints: one part of so many. Every reader follows all
/// connections by their headers, so that numbers, ends and new incarnations are those of the whole; it decodes its own.
/// </summary>
/// <param name="Part">The part, from 0.</param>
/// <param name="Parts">How many parts there are.</param>
public readonly record struct FlowShare(int Part, int Parts)
{
    /// <summary>Everything.</summary>
    public static readonly FlowShare Whole = new(0, 1);

    /// <summary>Parts there may be: more than there are cores and machines to spread a capture over.</summary>
    public const int MaxParts = 1 << 20;

    /// <summary>
    /// True for the one reader that counts what belongs to no connection: packets, octets, damage of the files.
    /// </summary>
    public bool CountsPackets => Part == 0;

    /// <summary>True when a connection is of this share. Both directions have one hash.</summary>
    /// <param name="hash">Hash of its endpoints.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Owns(ulong hash) => Parts == 1 || PartOf(hash, Parts) == Part;

    // The upper 32 bits scaled: a part of N times M parts lies within one of N.
    private static int PartOf(ulong hash, int parts) => (int)(((hash >> 32) * (ulong)parts) >> 32);
}

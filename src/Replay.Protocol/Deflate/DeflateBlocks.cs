namespace Replay.Protocol;

/// <summary>The kind of blocks a <see cref="Deflater"/> writes (RFC 1951 §3.2.3).</summary>
public enum DeflateBlocks : byte
{
    /// <summary>Whichever kind is smallest, block by block.</summary>
    Smallest,

    /// <summary>Stored, without compression.</summary>
    Stored,

    /// <summary>Compressed with the fixed Huffman codes.</summary>
    Fixed,

    /// <summary>Compressed with Huffman codes of their own.</summary>
    Dynamic,
}

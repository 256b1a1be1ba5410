namespace Replay.Protocol;

/// <summary>How a step of an <see cref="Inflater"/> ended.</summary>
public enum InflateStatus : byte
{
    /// <summary>All input is taken; more of the message, or its end, is wanted.</summary>
    NeedsInput,

    /// <summary>The output has no room for the next octet, which is already known to exist.</summary>
    OutputFull,

    /// <summary>The message ended as RFC 7692 §7.2.1 says: in the header of an empty stored block whose length was removed.</summary>
    Finished,

    /// <summary>The message is whole, but its sender left the tail 00 00 ff ff in place (RFC 7692 §7.2.1).</summary>
    FinishedTailNotRemoved,

    /// <summary>The message is whole, but ends with a block marked final and without the empty stored block that
    /// RFC 7692 §7.2.1 asks for after it.</summary>
    FinishedFinalBlock,

    /// <summary>The message ended between blocks without the empty stored block of RFC 7692 §7.2.1. What was inflated stands,
    /// and so does the context.</summary>
    MissingTail,

    /// <summary>The message ended inside a block.</summary>
    Incomplete,

    /// <summary>A block of the reserved type 3 (RFC 1951 §3.2.3).</summary>
    InvalidBlockType,

    /// <summary>The code lengths of a dynamic block make no usable Huffman code (RFC 1951 §3.2.7).</summary>
    InvalidCodeLengths,

    /// <summary>A bit pattern that no literal or length has (RFC 1951 §3.2.5, §3.2.6).</summary>
    InvalidSymbol,

    /// <summary>A bit pattern that no distance has (RFC 1951 §3.2.5, §3.2.6).</summary>
    InvalidDistance,

    /// <summary>A distance greater than the agreed window, to octets that exist (RFC 7692 §7.1.2).</summary>
    DistanceBeyondWindow,

    /// <summary>A distance to before the first octet of the context: of the message where no context is taken over
    /// (RFC 7692 §7.1.1), else of the stream.</summary>
    DistanceBeforeStart,

    /// <summary>A distance to octets that are not known, because some of the stream was missing or did not inflate.</summary>
    ContextLost,

    /// <summary>The length of a stored block and its complement disagree (RFC 1951 §3.2.4).</summary>
    StoredLengthMismatch,
}

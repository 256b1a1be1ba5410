namespace Replay.Protocol;

/// <summary>A data message that is complete, or that will never be.</summary>
/// <param name="Direction">The stream.</param>
/// <param name="Time">When the last octet was seen.</param>
/// <param name="Type">Text or binary.</param>
/// <param name="FirstFrame">Number of its first frame.</param>
/// <param name="LastFrame">Number of its last frame.</param>
/// <param name="Compressed">RSV1 was set on the first frame under permessage-deflate.</param>
/// <param name="Length">Octets of data, after inflating.</param>
/// <param name="Valid">All of it arrived, inflates well and, for text, is UTF-8.</param>
/// <param name="State">How much of the data the record holds; Gap when the message never completed.</param>
public readonly record struct MessageEnd(
    Direction Direction,
    Timestamp Time,
    MessageType Type,
    long FirstFrame,
    long LastFrame,
    bool Compressed,
    ulong Length,
    bool Valid,
    PayloadState State);

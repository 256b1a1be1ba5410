namespace Replay.Engine.Replaying;

/// <summary>Why a live replay ended before the record did.</summary>
internal enum LiveEnd : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The opening handshake failed.</summary>
    Handshake,

    /// <summary>Something awaited did not come.</summary>
    Timeout,

    /// <summary>More came than is taken.</summary>
    TooMuch,
}

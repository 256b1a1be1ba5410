namespace Replay.Engine.Conformance;

/// <summary>States of a connection as the fuzzer sees it (RFC 6455 §4 and §7).</summary>
internal enum FuzzerState : byte
{
    /// <summary>The opening handshake is under way.</summary>
    Connecting = 0,

    /// <summary>Open.</summary>
    Open = 1,

    /// <summary>A close frame was sent.</summary>
    Closing = 2,

    /// <summary>TCP is gone, or about to be dropped by us.</summary>
    Closed = 3,
}

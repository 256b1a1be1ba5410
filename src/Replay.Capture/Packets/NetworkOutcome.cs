namespace Replay.Capture.Packets;

/// <summary>What the network layers of a packet led to.</summary>
internal enum NetworkOutcome : byte
{
    /// <summary>A TCP segment.</summary>
    Tcp,

    /// <summary>Something else.</summary>
    Other,

    /// <summary>Headers that contradict themselves or are cut.</summary>
    Malformed,

    /// <summary>A fragment of a datagram that is not whole yet.</summary>
    Fragment,

    /// <summary>A wrong checksum.</summary>
    BadChecksum,
}

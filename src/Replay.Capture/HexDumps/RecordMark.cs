namespace Replay.Capture.HexDumps;

/// <summary>What a text says of whose octets a record holds.</summary>
internal enum RecordMark
{
    /// <summary>Nothing: the user's word decides, else what the octets look like.</summary>
    None,

    /// <summary>Sent by whoever made the record: tx, send, out, &gt;.</summary>
    Sent,

    /// <summary>Received by whoever made the record: rx, recv, in, &lt;.</summary>
    Received,

    /// <summary>The client's.</summary>
    Client,

    /// <summary>The server's.</summary>
    Server,

    /// <summary>One of two sides, the one listed first (Wireshark's node 0): usually the client.</summary>
    FirstSide,

    /// <summary>The other of two sides.</summary>
    OtherSide,
}

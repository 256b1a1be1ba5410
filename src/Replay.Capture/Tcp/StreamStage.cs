namespace Replay.Capture.Tcp;

/// <summary>What is known of a connection's content.</summary>
internal enum StreamStage : byte
{
    /// <summary>Not yet known what it is.</summary>
    Detecting = 0,

    /// <summary>Handed to the decoder.</summary>
    WebSocket = 1,

    /// <summary>Of no interest: headers are followed, octets are not.</summary>
    Skipped = 2,
}

namespace Replay.Protocol;

/// <summary>
/// One of the two octet streams of a connection. <see cref="Tx"/> is the stream from client to server unless the
/// record was made from the server's side (see <see cref="Perspective"/>).
/// </summary>
public enum Direction : byte
{
    /// <summary>Transmitted by the side the record was made from.</summary>
    Tx = 0,

    /// <summary>Received by the side the record was made from.</summary>
    Rx = 1,
}

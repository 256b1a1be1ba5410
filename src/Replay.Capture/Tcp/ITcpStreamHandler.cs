using Replay.Protocol;

namespace Replay.Capture.Tcp;

/// <summary>Gets the octet streams of TCP connections. Implemented by structs, so that the reassembler calls it directly.</summary>
internal interface ITcpStreamHandler
{
    /// <summary>Octets of one direction, in order. Called only while the connection is not skipped.</summary>
    void OnOctets(TcpConnection connection, int half, long time, ReadOnlySpan<byte> octets);

    /// <summary>Something of a direction will come soon: what it touches may be asked for.</summary>
    void Expect(TcpConnection connection, int half, bool isUnusual);

    /// <summary>Octets that are missing.</summary>
    void OnGap(TcpConnection connection, int half, long time, ulong length);

    /// <summary>The connection is over. Called for skipped ones, too.</summary>
    void OnEnd(TcpConnection connection, long time, EndKind how);

    /// <summary>Something worth saying about a packet.</summary>
    /// <param name="packet">Its number.</param>
    /// <param name="isOfConnection">True when it is about one connection, false when about the capture.</param>
    /// <param name="message">One sentence without a full stop.</param>
    void OnRemark(long packet, bool isOfConnection, string message);
}

using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Tcp;

/// <summary>
/// How the octets of a WebSocket connection reach their decoder. Implemented by structs: one that knows the decoder's
/// type calls it without looking up an interface for every segment.
/// </summary>
internal interface IConnectionDelivery
{
    /// <summary>Opens a connection.</summary>
    object Open(in ConnectionStart connection);

    /// <summary>Octets of one direction.</summary>
    void Push(object input, Direction direction, long time, ReadOnlySpan<byte> octets);

    /// <summary>Octets of a direction will come soon: what they touch may be asked for.</summary>
    /// <param name="input">What was opened, something else, or null: nothing of it may be read.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="isUnusual">True when they are something else than whole messages.</param>
    void Expect(object? input, Direction direction, bool isUnusual);

    /// <summary>Missing octets.</summary>
    void PushGap(object input, Direction direction, long time, ulong? length);

    /// <summary>The end of the connection.</summary>
    void PushEnd(object input, long time, EndKind how, TcpEnding tcp);

    /// <summary>A problem or remark.</summary>
    void Report(CaptureProblem problem);
}

using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>Who is told what a peer sends.</summary>
internal interface IFrameConsumer
{
    /// <summary>The fuzzer has failed the connection: messages count no more.</summary>
    bool HasFailed { get; }

    /// <summary>TCP is gone, or about to be.</summary>
    bool IsClosed { get; }

    /// <summary>A rule is broken: the connection is to be failed with this code.</summary>
    void Fail(int code, string reason);

    /// <summary>A message begins.</summary>
    void BeginMessage(MessageType type);

    /// <summary>Octets of a message, inflated.</summary>
    void MessageData(ReadOnlySpan<byte> octets);

    /// <summary>A message is complete and good.</summary>
    void EndMessage();

    /// <summary>A frame is complete, with the first octets of what counts of it.</summary>
    void Frame(in FrameHeader header, ReadOnlySpan<byte> head, long length);

    /// <summary>A control frame is complete.</summary>
    void Control(Opcode opcode, ReadOnlySpan<byte> payload);

    /// <summary>Payload octets of data frames came, and what they inflate to.</summary>
    void Count(long octets, long inflated);
}

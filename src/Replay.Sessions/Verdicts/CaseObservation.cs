namespace Replay.Sessions.Verdicts;

/// <summary>What was seen of one run of a case.</summary>
public sealed record CaseObservation
{
    /// <summary>The opening handshake completed; null when the record does not tell.</summary>
    public bool? HandshakeCompleted { get; init; }

    /// <summary>permessage-deflate is in use; null when the record does not tell.</summary>
    public bool? DeflateInUse { get; init; }

    /// <summary>The events in order; null when the record does not hold them.</summary>
    public IReadOnlyList<ReceivedEvent>? Received { get; init; }

    /// <summary>The echoes, for cases that count them; null when the record does not hold them.</summary>
    public EchoTally? Echoes { get; init; }

    /// <summary>Frames the fuzzer sent by opcode; null when the record does not tell.</summary>
    public IReadOnlyDictionary<int, long>? FramesSent { get; init; }

    /// <summary>How the connection was closed.</summary>
    public required ClosingBehavior Closing { get; init; }
}

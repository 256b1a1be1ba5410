namespace Replay.Sessions.Verdicts;

/// <summary>Everything a case expects of the peer, as data: what is judged, not how it is tried.</summary>
public sealed record CaseExpectation
{
    /// <summary>The outcomes accepted, the best first (OK, NON-STRICT, INFORMATIONAL). None where <see cref="Echoes"/> decides.</summary>
    public IReadOnlyList<Expectation> Outcomes { get; init; } = [];

    /// <summary>How the connection is to be closed.</summary>
    public required CloseExpectation Close { get; init; }

    /// <summary>The echoes that decide in cases about size, speed and compression.</summary>
    public EchoExpectation? Echoes { get; init; }

    /// <summary>Frames the fuzzer must have sent, by opcode (10.1.1 checks its own fragmentation), or null.</summary>
    public IReadOnlyDictionary<int, long>? FramesSent { get; init; }

    /// <summary>A WRONG CODE makes the behaviour FAILED, too (7.1, 7.3, 7.5, 7.7, 7.9).</summary>
    public bool WrongCodeIsFailure { get; init; }

    /// <summary>Once the opening handshake completes both verdicts are INFORMATIONAL (7.1.6, 7.13).</summary>
    public bool IsInformational { get; init; }

    /// <summary>Whether Autobahn's log of this case holds the conversation.</summary>
    public WireLogMode WireLog { get; init; }
}

namespace Replay.Sessions.Verdicts;

/// <summary>How the connection was closed in a case, in Autobahn's terms.</summary>
public enum CloseBehavior : byte
{
    /// <summary>FAILED: the wrong endpoint closed, or the opening handshake never completed.</summary>
    Failed = 0,

    /// <summary>OK: as expected.</summary>
    Ok = 1,

    /// <summary>UNCLEAN: a clean close was required and did not happen.</summary>
    Unclean = 2,

    /// <summary>WRONG CODE: the peer's close frame carried a code that the case does not list.</summary>
    WrongCode = 3,

    /// <summary>FAILED BY CLIENT: the fuzzer, being the client, had to drop TCP itself (RFC 6455 §7.1.1 leaves it to the server).</summary>
    FailedByClient = 4,

    /// <summary>INFORMATIONAL: the specification leaves it open.</summary>
    Informational = 5,
}

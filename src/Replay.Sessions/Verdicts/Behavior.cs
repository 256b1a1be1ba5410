namespace Replay.Sessions.Verdicts;

/// <summary>How the peer behaved in a case, in Autobahn's terms.</summary>
public enum Behavior : byte
{
    /// <summary>FAILED: what was received equals no expectation, or a rule of the case was broken.</summary>
    Failed = 0,

    /// <summary>OK: as expected.</summary>
    Ok = 1,

    /// <summary>NON-STRICT: conforming, but not what the specification recommends.</summary>
    NonStrict = 2,

    /// <summary>INFORMATIONAL: the specification leaves it open.</summary>
    Informational = 3,

    /// <summary>UNIMPLEMENTED: the peer declined the extension the case is about.</summary>
    Unimplemented = 4,
}

namespace Replay.Sessions.Autobahn;

/// <summary>Why a statement cannot be decided, or why log and octets are known to differ.</summary>
public enum AuditCause : byte
{
    /// <summary>No cause is known.</summary>
    None = 0,

    /// <summary>The log was off for a part of the conversation.</summary>
    LogOff,

    /// <summary>The log cuts octets and payloads: equal cut values prove nothing.</summary>
    LogCut,

    /// <summary>The page cuts the expected or observed events.</summary>
    EventsCut,

    /// <summary>The report itself is cut off.</summary>
    ReportCut,

    /// <summary>This form of report does not hold what is needed.</summary>
    NotInForm,

    /// <summary>The log has no times, so that a wait that ran out does not show.</summary>
    NoTimes,

    /// <summary>The log does not say who dropped TCP.</summary>
    TcpEndNotLogged,

    /// <summary>What the case expects is not known.</summary>
    CaseUnknown,

    /// <summary>The report was made by another edition of the suite, whose case of this id expects something else.</summary>
    OtherEdition,

    /// <summary>The fuzzer failed the connection on a received frame and did not log it as it was: it is logged with length 0, or not at all.</summary>
    FailedFrame,

    /// <summary>Frames arrived behind the one on which the connection was failed or closed; the fuzzer did not read them.</summary>
    FramesBehindEnd,

    /// <summary>The fuzzer sent octets without a frame line (6.4.3 and 6.4.4 write a frame in parts).</summary>
    SentWithoutLine,

    /// <summary>The fuzzer logged frames whose octets it did not send, the connection being gone.</summary>
    LineWithoutOctets,
}

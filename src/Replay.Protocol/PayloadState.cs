namespace Replay.Protocol;

/// <summary>How much of a frame's payload a view holds, worst first when several apply: gap, elided, cut, rebuilt, complete.</summary>
public enum PayloadState : byte
{
    /// <summary>Every octet as recorded.</summary>
    Complete = 0,

    /// <summary>Every octet, some of them rebuilt.</summary>
    Rebuilt = 1,

    /// <summary>Cut by a limit of ours (the option names it).</summary>
    Cut = 2,

    /// <summary>Octets are left out in the record.</summary>
    Elided = 3,

    /// <summary>Octets are missing from the record, or the frame never completed.</summary>
    Gap = 4,
}

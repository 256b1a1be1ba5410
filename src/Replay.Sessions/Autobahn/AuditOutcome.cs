namespace Replay.Sessions.Autobahn;

/// <summary>What recomputing a statement of a report came to.</summary>
public enum AuditOutcome : byte
{
    /// <summary>The report's own log says the same.</summary>
    Agrees = 0,

    /// <summary>The report's own log says something else.</summary>
    Disagrees = 1,

    /// <summary>What the log holds neither confirms nor refutes it.</summary>
    Undecidable = 2,
}

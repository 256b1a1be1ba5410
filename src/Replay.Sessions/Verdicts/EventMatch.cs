namespace Replay.Sessions.Verdicts;

/// <summary>Whether what was received is what was expected.</summary>
public enum EventMatch : byte
{
    /// <summary>It is not.</summary>
    Different = 0,

    /// <summary>It is.</summary>
    Same = 1,

    /// <summary>What the record holds is the same, but it does not hold all.</summary>
    Unknown = 2,
}

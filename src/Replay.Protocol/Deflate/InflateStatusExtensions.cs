namespace Replay.Protocol;

/// <summary>Questions about an <see cref="InflateStatus"/>.</summary>
public static class InflateStatusExtensions
{
    /// <summary>True when the rest of the message cannot be inflated.</summary>
    public static bool IsFailure(this InflateStatus status) => status >= InflateStatus.Incomplete;

    /// <summary>True when the message is whole, with or without a breach of RFC 7692 §7.2.1 in its last octets.</summary>
    public static bool IsFinished(this InflateStatus status) =>
        status is InflateStatus.Finished or InflateStatus.FinishedTailNotRemoved or InflateStatus.FinishedFinalBlock;
}

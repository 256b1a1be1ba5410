namespace Replay.Reports.Model;

/// <summary>How much of a connection a report keeps.</summary>
public enum ReportExtent : byte
{
    /// <summary>Its row alone.</summary>
    Row = 0,

    /// <summary>Its first and last frames, and those around violations.</summary>
    Sample = 1,

    /// <summary>Every frame and message (payloads up to <see cref="ReportLimits.Payload"/>).</summary>
    Whole = 2,
}

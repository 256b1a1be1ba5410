namespace Replay.Reports.Model;

/// <summary>How much a report keeps. What is beyond is counted, and said to be left out.</summary>
public sealed record ReportLimits
{
    /// <summary>The defaults: a page that opens at once and can be mailed.</summary>
    public static readonly ReportLimits Default = new();

    /// <summary>Frames kept of all connections together.</summary>
    public long Frames { get; init; } = 100_000;

    /// <summary>Octets of payload, message data and raw octets kept of all connections together.</summary>
    public long Octets { get; init; } = 48 * 1024 * 1024;

    /// <summary>Octets kept of one frame's payload and of one message's data.</summary>
    public int Payload { get; init; } = 64 * 1024;

    /// <summary>Octets kept of one piece of the raw stream: what a wire log shows of it.</summary>
    public int RawOctets { get; init; } = 256;

    /// <summary>Frames kept at either end of a connection of which only a sample is kept.</summary>
    public int SampleFrames { get; init; } = 8;

    /// <summary>Rows of the table of connections.</summary>
    public int Connections { get; init; } = 100_000;

    /// <summary>Breaches listed of one rule.</summary>
    public int FindingsOfRule { get; init; } = 1_000;

    /// <summary>Problems listed.</summary>
    public int Problems { get; init; } = 1_000;
}

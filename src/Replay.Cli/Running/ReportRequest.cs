using Replay.Protocol;
using Replay.Reports.Model;

namespace Replay.Cli.Running;

/// <summary>What <c>report</c> was asked.</summary>
internal sealed record ReportRequest : InputRequest
{
    /// <summary>The file or directory to write; "-" is standard output.</summary>
    public required string Output { get; init; }

    /// <summary>What is written.</summary>
    public required ReportKind Kind { get; init; }

    /// <summary>True to overwrite.</summary>
    public bool Force { get; init; }

    /// <summary>True to write secrets as they were sent.</summary>
    public bool ShowsSecrets { get; init; }

    /// <summary>From which severity on violations fail the run and a connection; null when nothing fails the run.</summary>
    public Severity? FailOn { get; init; }

    public ReportLimits Limits { get; init; } = ReportLimits.Default;

    public override bool IsScrolling => Output == "-";
}

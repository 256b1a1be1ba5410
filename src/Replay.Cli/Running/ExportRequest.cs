namespace Replay.Cli.Running;

/// <summary>What <c>export</c> was asked.</summary>
internal sealed record ExportRequest : InputRequest
{
    /// <summary>The file to write; "-" is standard output.</summary>
    public required string Output { get; init; }

    /// <summary>One of <see cref="ExportFormats.Names"/>.</summary>
    public required string Format { get; init; }

    /// <summary>True to overwrite.</summary>
    public bool Force { get; init; }

    public override bool IsScrolling => Output == "-";
}

namespace Replay.Reports;

/// <summary>What a report says about the run it belongs to.</summary>
/// <param name="Tool">Version of the tool, such as "0.1.0".</param>
/// <param name="Inputs">The inputs as the user named them.</param>
/// <param name="IsFiltered">
/// True when events were left out: totals then count what the report was given, and not what the statistics of each
/// connection say.
/// </param>
public sealed record RunInfo(string Tool, IReadOnlyList<string> Inputs, bool IsFiltered = false);

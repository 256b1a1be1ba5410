namespace Replay.Sessions.Results;

/// <summary>The contract's words for how runs came out.</summary>
public static class RunVerdictWords
{
    /// <summary>"match", "mismatch", "violation", "timeout", "unreachable".</summary>
    public static string ToWord(RunVerdict verdict) => verdict switch
    {
        RunVerdict.Match => "match",
        RunVerdict.Mismatch => "mismatch",
        RunVerdict.Violation => "violation",
        RunVerdict.Timeout => "timeout",
        _ => "unreachable",
    };

    /// <summary>Reads a word; null when it is none.</summary>
    public static RunVerdict? Parse(string? word) => word switch
    {
        "match" => RunVerdict.Match,
        "mismatch" => RunVerdict.Mismatch,
        "violation" => RunVerdict.Violation,
        "timeout" => RunVerdict.Timeout,
        "unreachable" => RunVerdict.Unreachable,
        _ => null,
    };
}

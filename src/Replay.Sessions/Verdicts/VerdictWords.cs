namespace Replay.Sessions.Verdicts;

/// <summary>The words Autobahn writes for verdicts.</summary>
public static class VerdictWords
{
    /// <summary>The word for <paramref name="behavior"/>, such as "NON-STRICT".</summary>
    public static string ToWord(this Behavior behavior) => behavior switch
    {
        Behavior.Ok => "OK",
        Behavior.NonStrict => "NON-STRICT",
        Behavior.Informational => "INFORMATIONAL",
        Behavior.Unimplemented => "UNIMPLEMENTED",
        _ => "FAILED",
    };

    /// <summary>The word for <paramref name="behavior"/>, such as "WRONG CODE".</summary>
    public static string ToWord(this CloseBehavior behavior) => behavior switch
    {
        CloseBehavior.Ok => "OK",
        CloseBehavior.Unclean => "UNCLEAN",
        CloseBehavior.WrongCode => "WRONG CODE",
        CloseBehavior.FailedByClient => "FAILED BY CLIENT",
        CloseBehavior.Informational => "INFORMATIONAL",
        _ => "FAILED",
    };

    /// <summary>Reads a behaviour's word; null when it is none.</summary>
    public static Behavior? ParseBehavior(string? word) => word switch
    {
        "OK" => Behavior.Ok,
        "NON-STRICT" => Behavior.NonStrict,
        "INFORMATIONAL" => Behavior.Informational,
        "UNIMPLEMENTED" => Behavior.Unimplemented,
        "FAILED" => Behavior.Failed,
        _ => null,
    };

    /// <summary>Reads a close behaviour's word; null when it is none.</summary>
    public static CloseBehavior? ParseCloseBehavior(string? word) => word switch
    {
        "OK" => CloseBehavior.Ok,
        "UNCLEAN" => CloseBehavior.Unclean,
        "WRONG CODE" => CloseBehavior.WrongCode,
        "FAILED BY CLIENT" => CloseBehavior.FailedByClient,
        "INFORMATIONAL" => CloseBehavior.Informational,
        "FAILED" => CloseBehavior.Failed,
        _ => null,
    };
}

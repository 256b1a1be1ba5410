using Replay.Protocol;
using Replay.Sessions.Results;

namespace Replay.Reports.Model;

/// <summary>The contract's words, for reports that are text.</summary>
public static class ReportWords
{
    /// <summary>"complete", "missing", "failed".</summary>
    public static string Of(HandshakeState state) => state switch
    {
        HandshakeState.Complete => "complete",
        HandshakeState.Failed => "failed",
        _ => "missing",
    };

    /// <summary>"fin", "reset", "dropped-by-client", "dropped-by-server", "capture-end".</summary>
    public static string Of(EndKind how) => how switch
    {
        EndKind.Fin => "fin",
        EndKind.Reset => "reset",
        EndKind.DroppedByClient => "dropped-by-client",
        EndKind.DroppedByServer => "dropped-by-server",
        _ => "capture-end",
    };

    /// <summary>"client", "server", "capture".</summary>
    public static string Of(Party party) => party switch
    {
        Party.Client => "client",
        Party.Server => "server",
        _ => "capture",
    };

    /// <summary>"tx", "rx".</summary>
    public static string Of(Direction direction) => direction == Direction.Tx ? "tx" : "rx";

    /// <summary>"error", "warning", "note".</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    /// <summary>"match", "mismatch", "violation", "timeout", "unreachable".</summary>
    public static string Of(RunVerdict verdict) => RunVerdictWords.ToWord(verdict);
}

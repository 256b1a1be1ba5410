using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Results;

/// <summary>
/// The result of one live connection: a replayed conversation or a case of the catalogue. Every report on live runs is a pure
/// function of a list of these.
/// </summary>
public sealed record CaseResult
{
    /// <summary>Name of the run: the case's id, or the input and its connection ("capture.pcapng#7").</summary>
    public required string Name { get; init; }

    /// <summary>The id in Autobahn's catalogue, or null.</summary>
    public string? CaseId { get; init; }

    /// <summary>The clause the case tests, such as "RFC 6455 §5.2", or null.</summary>
    public string? Clause { get; init; }

    /// <summary>What the peer has to do, in a sentence, or null.</summary>
    public string? Requirement { get; init; }

    /// <summary>Name of the peer: what it calls itself, or what the user calls it.</summary>
    public string? Agent { get; init; }

    /// <summary>The address that was connected to (or, for a server, that connected to us).</summary>
    public string? Target { get; init; }

    /// <summary>The input that was replayed, or null.</summary>
    public string? Input { get; init; }

    /// <summary>How the run compares with the record.</summary>
    public required RunVerdict Verdict { get; init; }

    /// <summary>The verdict on the peer's answers where the input states what it expects, else null.</summary>
    public Behavior? Behavior { get; init; }

    /// <summary>The verdict on the close where the input states what it expects, else null.</summary>
    public CloseBehavior? CloseBehavior { get; init; }

    /// <summary>What was expected, in words.</summary>
    public string? Expected { get; init; }

    /// <summary>What was observed, in words.</summary>
    public string? Observed { get; init; }

    /// <summary>Where the live conversation parts from the recorded one.</summary>
    public ImmutableArray<SessionDifference> Differences { get; init; } = [];

    /// <summary>What went wrong with the connection itself ("connect: connection refused"), or null.</summary>
    public string? Failure { get; init; }

    /// <summary>The conversation that was replayed, or null.</summary>
    public Session? Recorded { get; init; }

    /// <summary>The live conversation; null when there was none.</summary>
    public Session? Live { get; init; }

    /// <summary>When the connection was opened.</summary>
    public Timestamp Started { get; init; } = Timestamp.None;

    /// <summary>From open to loss of the connection.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The close code the peer sent, or null.</summary>
    public int? RemoteCloseCode { get; init; }

    /// <summary>The command that runs this again, or null.</summary>
    public string? Command { get; init; }

    /// <summary>How it came out, in a few words: the behaviours where they are known ("FAILED, close UNCLEAN"), else the verdict.</summary>
    public string Outcome => (Behavior, CloseBehavior) is ({ } behavior, { } close)
        ? (Verdict is RunVerdict.Violation or RunVerdict.Timeout ? RunVerdictWords.ToWord(Verdict) + ", " : "") + $"{behavior.ToWord()}, close {close.ToWord()}"
        : RunVerdictWords.ToWord(Verdict);

    /// <summary>
    /// What was expected and what was observed instead, in a sentence without a full stop: the first difference from the record where
    /// nothing else is stated.
    /// </summary>
    public string Difference => Expected is null && Observed is null && !Differences.IsEmpty
        ? $"{Differences[0].At}: expected {Differences[0].Expected ?? "nothing"}; observed {Differences[0].Observed ?? "nothing"}"
        : $"expected {Expected ?? "a match"}; observed {Observed ?? Outcome}";

    /// <summary>
    /// True when this fails a run: a failed behaviour or close behaviour where the input states an expectation, anything but a
    /// match where it does not.
    /// </summary>
    public bool IsFailure => Behavior is null && CloseBehavior is null
        ? Verdict != RunVerdict.Match
        : Verdict == RunVerdict.Unreachable || new CaseVerdict(Behavior, CloseBehavior).IsFailure;
}

namespace Replay.Sessions.Verdicts;

/// <summary>The two verdicts on a run of a case.</summary>
/// <param name="Behavior">On what the peer sent; null when the record does not decide it.</param>
/// <param name="CloseBehavior">On how the connection was closed; null when the record does not decide it.</param>
public readonly record struct CaseVerdict(Behavior? Behavior, CloseBehavior? CloseBehavior)
{
    /// <summary>True when either verdict fails the case: FAILED, or a close that was FAILED, UNCLEAN or WRONG CODE.</summary>
    public bool IsFailure =>
        Behavior is Verdicts.Behavior.Failed
        || CloseBehavior is Verdicts.CloseBehavior.Failed or Verdicts.CloseBehavior.Unclean or Verdicts.CloseBehavior.WrongCode;

    /// <summary>Judges a run. What is missing from the observation leaves a verdict open only where it matters.</summary>
    public static CaseVerdict Judge(CaseExpectation expected, CaseObservation observed)
    {
        if (observed.HandshakeCompleted == false)
        {
            return new CaseVerdict(Verdicts.Behavior.Failed, Verdicts.CloseBehavior.Failed);
        }

        if (observed.HandshakeCompleted is null)
        {
            return new CaseVerdict(null, null);
        }

        if (expected.IsInformational)
        {
            return new CaseVerdict(Verdicts.Behavior.Informational, Verdicts.CloseBehavior.Informational);
        }

        CloseBehavior? close = JudgeClose(expected.Close, observed.Closing);
        Behavior? behavior = expected.Echoes is { } echoes
            ? JudgeEchoes(echoes, observed)
            : JudgeEvents(expected.Outcomes, observed.Received);

        // A later rule can only worsen the verdict, so that a failed one decides even where the events do not.
        bool? failed = Or(
            Or(
                expected.Close.ClosedByWrongEndpointIsFatal == true ? Differs(observed.Closing.ClosedByMe, expected.Close.ClosedByMe) : false,
                expected.WrongCodeIsFailure ? Is(close, Verdicts.CloseBehavior.WrongCode) : false),
            FramesDiffer(expected.FramesSent, observed.FramesSent));
        behavior = failed switch
        {
            true => Verdicts.Behavior.Failed,
            false => behavior,
            null => behavior == Verdicts.Behavior.Failed ? behavior : null,
        };
        return new CaseVerdict(behavior, close);
    }

    private static Behavior? JudgeEvents(IReadOnlyList<Expectation> outcomes, IReadOnlyList<ReceivedEvent>? received)
    {
        if (received is null)
        {
            return null;
        }

        bool undecided = false;
        foreach (Expectation outcome in outcomes)
        {
            switch (outcome.Compare(received))
            {
                case EventMatch.Same:
                    return outcome.Behavior;
                case EventMatch.Unknown:
                    undecided = true;
                    break;
            }
        }

        return undecided ? null : Verdicts.Behavior.Failed;
    }

    private static Behavior? JudgeEchoes(EchoExpectation echoes, CaseObservation observed)
    {
        if (echoes.NeedsDeflate && observed.DeflateInUse != true)
        {
            return observed.DeflateInUse is null ? null : Verdicts.Behavior.Unimplemented;
        }

        if (observed.Echoes is not { } tally)
        {
            return null;
        }

        // A case of one message takes the right one even behind a wrong one; a series ends with the first wrong one.
        bool met = tally.Matching >= echoes.Count && (echoes.Count == 1 || tally.Other == 0);
        return met ? Verdicts.Behavior.Ok : Verdicts.Behavior.Failed;
    }

    private static CloseBehavior? JudgeClose(CloseExpectation expected, ClosingBehavior closing)
    {
        if (closing.ClosedByMe is not { } closedByMe)
        {
            return null;
        }

        if (closedByMe != expected.ClosedByMe)
        {
            return Verdicts.CloseBehavior.Failed;
        }

        if (expected.RequireClean && closing.WasClean != true)
        {
            return closing.WasClean is null ? null : Verdicts.CloseBehavior.Unclean;
        }

        // A close frame without a code is never a wrong code.
        if (closing.RemoteCloseCode is { } code && !expected.CloseCodes.Contains(code))
        {
            return Verdicts.CloseBehavior.WrongCode;
        }

        // RFC 6455 §7.1.1: the server drops the TCP connection first.
        return Or(Is(closing.IsServer, true), Is(closing.DroppedByMe, false)) switch
        {
            true => Verdicts.CloseBehavior.Ok,
            false => Verdicts.CloseBehavior.FailedByClient,
            null => null,
        };
    }

    private static bool? FramesDiffer(IReadOnlyDictionary<int, long>? expected, IReadOnlyDictionary<int, long>? sent)
    {
        if (expected is null)
        {
            return false;
        }

        if (sent is null)
        {
            return null;
        }

        foreach ((int opcode, long count) in expected)
        {
            if (sent.GetValueOrDefault(opcode) != count)
            {
                return true;
            }
        }

        return false;
    }

    private static bool? Differs(bool? value, bool expected) => value is null ? null : value != expected;

    private static bool? Is<T>(T? value, T expected)
        where T : struct => value is null ? null : EqualityComparer<T>.Default.Equals(value.Value, expected);

    private static bool? Or(bool? left, bool? right) =>
        left == true || right == true ? true : left is null || right is null ? null : false;
}

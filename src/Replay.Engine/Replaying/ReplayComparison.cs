using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Comparison;

namespace Replay.Engine.Replaying;

/// <summary>Compares what a live server said with what the recorded one said.</summary>
internal static class ReplayComparison
{
    /// <summary>Compares the servers' sides; the client's is ours.</summary>
    public static SessionComparison Of(Session recorded, Session live, ComparisonOptions options)
    {
        // A server's answer is RX in a record made on the client's side, and in ours.
        Session turned = recorded.Connection.Perspective == Perspective.Client ? recorded : Turned(recorded);
        return SessionDiff.Compare(turned, live, options with { Only = Direction.Rx });
    }

    /// <summary>The first rule that the live server broke and the recorded one did not, in words; null when there is none.</summary>
    public static string? NewViolation(Session recorded, Session live)
    {
        HashSet<Rule> known = [.. recorded.Violations.Where(one => one.By == Party.Server).Select(one => one.Rule)];
        foreach (Violation one in live.Violations)
        {
            // A server need not answer to a client that drops the connection.
            if (one.By == Party.Server && one.Severity == Severity.Error && !known.Contains(one.Rule)
                && one.Rule is not (Rule.PingNotAnswered or Rule.CloseNotAnswered or Rule.NotFailed))
            {
                string frame = one.Frame is { } number ? string.Create(CultureInfo.InvariantCulture, $" in frame {number}") : "";
                return $"{one.Description.Id}: {one.Observed}{frame}, expected {one.Expected}";
            }
        }

        return null;
    }

    private static Session Turned(Session session) => session with
    {
        Frames = [.. session.Frames.Select(frame => frame with { Start = frame.Start with { Direction = Other(frame.Start.Direction) } })],
        Messages = [.. session.Messages.Select(message => message with { End = message.End with { Direction = Other(message.End.Direction) } })],
    };

    private static Direction Other(Direction direction) => direction == Direction.Tx ? Direction.Rx : Direction.Tx;
}

using Replay.Sessions;
using Replay.Sessions.Verdicts;

namespace Replay.Cli.Running;

/// <summary>Keeps the conversations that are to be replayed, within a budget for all of them.</summary>
internal sealed class ReplaySessions
{
    private readonly List<Session> _sessions = [];
    private readonly bool _failedOnly;
    private long _left;

    public ReplaySessions(long budget, bool failedOnly)
    {
        _left = budget;
        _failedOnly = failedOnly;
        Sink = new SessionBuilder(budget, Take);
    }

    /// <summary>Where conversations go.</summary>
    public SessionBuilder Sink { get; }

    /// <summary>The conversations, by connection number.</summary>
    public IReadOnlyList<Session> Sessions => [.. _sessions.OrderBy(static session => session.Connection.Connection)];

    /// <summary>Conversations that did not fit.</summary>
    public int LeftOut { get; private set; }

    private void Take(Session session)
    {
        bool failed = session.Connection.Report is { } report && new CaseVerdict(
            VerdictWords.ParseBehavior(report.Behavior), VerdictWords.ParseCloseBehavior(report.BehaviorClose)).IsFailure;
        if ((_failedOnly && !failed) || (session.Request is null && session.Frames.Length == 0))
        {
            return;
        }

        _left -= session.Octets.Sum(static piece => (long)piece.Octets.Length) + (256L * session.Entries.Length);
        if (_left < 0)
        {
            LeftOut++;
            return;
        }

        _sessions.Add(session);
    }
}

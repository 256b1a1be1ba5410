using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Cli.Running;

/// <summary>What one of several readers of the same captures finds; <see cref="OutcomeSink.Join"/> says it when all have ended.</summary>
/// <param name="counts">Where counts go.</param>
/// <param name="isFirst">True for the reader that speaks of the captures; each speaks of its own connections.</param>
/// <param name="isCounted">True when problems of the captures count in this run, see <see cref="OutcomeSink.IsFirstShard"/>.</param>
internal sealed class ReaderOutcome(ICountsSink counts, bool isFirst, bool isCounted) : ICountsSink, IOctetSink
{
    /// <summary>Decodes what the reader opens.</summary>
    public CountingDecoder? Decoder { get; set; }

    public Severity? Worst { get; private set; }

    public bool IsIncomplete { get; private set; }

    public long Connections { get; private set; }

    public long Frames { get; private set; }

    /// <summary>Problems, those beyond <see cref="OutcomeSink.MaxProblems"/> included.</summary>
    public long ProblemCount { get; private set; }

    /// <summary>The first problems.</summary>
    public List<CaptureProblem> Problems { get; } = [];

    /// <summary>Where counts went.</summary>
    public ICountsSink Counts => counts;

    public IConnectionInput Open(ConnectionInfo connection) => Decoder!.Open(connection);

    public void Report(CaptureProblem problem) => OnProblem(problem);

    public void OnCounts(ConnectionCounts connection)
    {
        Connections++;
        Frames += connection.Frames(Direction.Tx) + connection.Frames(Direction.Rx);
        counts.OnCounts(connection);
    }

    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        Worst = Worst is { } worst && worst >= violation.Severity ? worst : violation.Severity;
        counts.OnViolation(connection, in violation);
    }

    public void OnProblem(CaptureProblem problem)
    {
        if (!isFirst && !problem.IsOfConnection)
        {
            return;
        }

        IsIncomplete |= problem.IsFatal;
        ProblemCount++;
        if (Problems.Count < OutcomeSink.MaxProblems)
        {
            Problems.Add(problem);
        }

        if (isCounted || problem.IsOfConnection)
        {
            counts.OnProblem(problem);
        }
    }
}

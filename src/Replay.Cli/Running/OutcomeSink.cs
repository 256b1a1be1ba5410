using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Cli.Running;

/// <summary>
/// Stands before filter and report: says problems on standard error as they turn up, and remembers what the exit code
/// depends on.
/// </summary>
internal sealed class OutcomeSink(ISessionSink next, CommandHost host, CancellationToken cancellation) : ISessionSink, ICountsSink
{
    /// <summary>Problems said one by one; the rest is counted.</summary>
    public const int MaxProblems = 100;

    /// <summary>
    /// False where another shard of the same run counts the problems of inputs: they are said by all, so that summaries add up.
    /// </summary>
    public bool IsFirstShard { get; init; } = true;

    public Severity? Worst { get; private set; }

    public bool IsIncomplete { get; private set; }

    public long Problems { get; private set; }

    public long Connections { get; private set; }

    public long Frames { get; private set; }

    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        Connections++;
        next.OnConnection(connection, handshake);
    }

    public void OnOctets(ConnectionInfo connection, in OctetsView octets) => next.OnOctets(connection, octets);

    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request) => next.OnHandshakeRequest(connection, request);

    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response) => next.OnHandshakeResponse(connection, response);

    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        Frames++;
        next.OnFrame(connection, frame);
    }

    public void OnMessage(ConnectionInfo connection, in MessageView message) => next.OnMessage(connection, message);

    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        if (Worst is not { } worst || violation.Severity > worst)
        {
            Worst = violation.Severity;
        }

        next.OnViolation(connection, violation);
    }

    /// <summary>Where the counts of connections go that are not followed frame by frame.</summary>
    public ICountsSink? Counts { get; init; }

    void ICountsSink.OnCounts(ConnectionCounts counts)
    {
        Connections++;
        Frames += counts.Frames(Direction.Tx) + counts.Frames(Direction.Rx);
        Counts!.OnCounts(counts);
    }

    void ICountsSink.OnViolation(ConnectionInfo connection, in Violation violation)
    {
        Worst = Worst is { } worst && worst >= violation.Severity ? worst : violation.Severity;
        Counts!.OnViolation(connection, in violation);
    }

    public void OnGap(ConnectionInfo connection, in GapView gap) => next.OnGap(connection, gap);

    public void OnRemark(ConnectionInfo connection, Timestamp time, string text) => next.OnRemark(connection, time, text);

    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics) => next.OnEnd(connection, end, statistics);

    public void OnProblem(CaptureProblem problem)
    {
        // An input that was called off looks cut; that is not its fault.
        if (cancellation.IsCancellationRequested)
        {
            return;
        }

        Say(problem);
        if (IsFirstShard || problem.IsOfConnection)
        {
            next.OnProblem(problem);
        }
    }

    /// <summary>Takes over what several readers of the same captures found, in the order in which one would have found it.</summary>
    public void Join(ReadOnlySpan<ReaderOutcome> readers)
    {
        var problems = new List<CaptureProblem>();
        long unsaid = 0;
        foreach (ReaderOutcome reader in readers)
        {
            Connections += reader.Connections;
            Frames += reader.Frames;
            Worst = Worst is { } worst && !(reader.Worst > worst) ? worst : reader.Worst;
            IsIncomplete |= reader.IsIncomplete;
            unsaid += reader.ProblemCount - reader.Problems.Count;
            problems.AddRange(reader.Problems);
        }

        if (cancellation.IsCancellationRequested)
        {
            return;
        }

        foreach (CaptureProblem problem in problems.OrderBy(static one => one.Moment))
        {
            Say(problem);
        }

        Problems += unsaid;
    }

    private void Say(CaptureProblem problem)
    {
        IsIncomplete |= problem.IsFatal;
        Problems++;
        if (Problems <= MaxProblems)
        {
            host.Complain(problem.ToString());
        }
    }

    /// <summary>Says how many problems were not said.</summary>
    public void Complete()
    {
        if (Problems > MaxProblems)
        {
            host.Complain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Problems - MaxProblems} more problems"));
        }
    }
}

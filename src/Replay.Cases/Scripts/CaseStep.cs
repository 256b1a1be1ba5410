namespace Replay.Cases.Scripts;

/// <summary>One thing the fuzzer does in a case. Steps are done in order, without looking at what comes back, except where a step says so.</summary>
public abstract record CaseStep
{
    private protected CaseStep()
    {
    }

    /// <summary>What the step does, in a line without markup; the same for the same step.</summary>
    public abstract string Describe();

    /// <inheritdoc/>
    public sealed override string ToString() => Describe();
}

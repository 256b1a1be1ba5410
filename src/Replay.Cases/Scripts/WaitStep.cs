namespace Replay.Cases.Scripts;

/// <summary>Waits while it goes on receiving.</summary>
/// <param name="Seconds">How long.</param>
/// <param name="Tag">
/// Name of the wait. With a name its end is an event of the case, and the script ends there when the connection is no longer
/// open; without one the script goes on until TCP is gone.
/// </param>
public sealed record WaitStep(double Seconds, string? Tag = null) : CaseStep
{
    /// <inheritdoc/>
    public override string Describe() => Tag is null
        ? $"wait {StepText.Seconds(Seconds)}"
        : $"wait {StepText.Seconds(Seconds)} (wait {Tag}); go on only if the connection is still open";
}

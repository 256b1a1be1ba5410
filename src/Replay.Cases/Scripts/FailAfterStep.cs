namespace Replay.Cases.Scripts;

/// <summary>From now on: after this time fails the connection with close code 1001; drops TCP if it is closing already.</summary>
/// <param name="Seconds">How long.</param>
public sealed record FailAfterStep(double Seconds) : CaseStep
{
    /// <inheritdoc/>
    public override string Describe() => $"fail the connection after {StepText.Seconds(Seconds)}";
}

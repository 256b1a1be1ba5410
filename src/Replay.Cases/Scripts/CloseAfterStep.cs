namespace Replay.Cases.Scripts;

/// <summary>From now on: after this time sends a close frame without a payload, unless the connection is closing already.</summary>
/// <param name="Seconds">How long.</param>
public sealed record CloseAfterStep(double Seconds) : CaseStep
{
    /// <inheritdoc/>
    public override string Describe() => $"close the connection after {StepText.Seconds(Seconds)}";
}

using System.Collections.Immutable;

namespace Replay.Cases.Scripts;

/// <summary>Sends more of the payload of the frame begun by <see cref="FrameStartStep"/>.</summary>
/// <param name="Data">The octets before masking.</param>
public sealed record FrameDataStep(ImmutableArray<byte> Data) : CaseStep
{
    /// <inheritdoc/>
    public override string Describe() => $"send {StepText.Octets(Data.Length)} of its payload: {StepText.Quote(Data.AsSpan())}";
}

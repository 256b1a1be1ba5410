using System.Globalization;
using Replay.Protocol;

namespace Replay.Cases.Scripts;

/// <summary>Sends the header of a frame without FIN alone; <see cref="FrameDataStep"/> sends the payload, masked with the same key.</summary>
/// <param name="Opcode">0-15.</param>
/// <param name="Length">Octets of the payload that will follow.</param>
public sealed record FrameStartStep(Opcode Opcode, int Length) : CaseStep
{
    /// <inheritdoc/>
    public override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"send the header of a {Opcode.ToWord()} frame of {Length} octets, FIN clear");
}

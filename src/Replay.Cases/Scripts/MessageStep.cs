using System.Globalization;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases.Scripts;

/// <summary>Sends a message while the connection is open, cut into fragments by the fuzzer's own sender (RFC 6455 §5.4).</summary>
/// <param name="Type">Text or binary.</param>
/// <param name="Payload">The message.</param>
/// <param name="FragmentLength">Octets of each fragment but the last; null: one frame. A message that is no longer goes out whole.</param>
public sealed record MessageStep(MessageType Type, PayloadPattern Payload, int? FragmentLength = null) : CaseStep
{
    /// <inheritdoc/>
    public override string Describe() => FragmentLength is { } length
        ? string.Create(CultureInfo.InvariantCulture, $"send {StepText.Word(Type)} message, {StepText.Payload(Payload)}, in fragments of {length}")
        : $"send {StepText.Word(Type)} message, {StepText.Payload(Payload)}";
}

using System.Collections.Immutable;
using System.Globalization;
using Replay.Protocol;

namespace Replay.Cases.Scripts;

/// <summary>Starts the closing handshake (RFC 6455 §7.1.2), perhaps with what a close frame may not hold.</summary>
/// <param name="Code">The close code, or null for none. An int: cases send what a close code may not be.</param>
/// <param name="Reason">The octets behind the code; without a code they are all there is.</param>
public sealed record CloseStep(int? Code, ImmutableArray<byte> Reason) : CaseStep
{
    /// <summary>A close frame with a code alone.</summary>
    public CloseStep(int? code)
        : this(code, [])
    {
    }

    /// <summary>The masking key it was sent with once; null for a fresh one.</summary>
    public MaskingKey? MaskingKey { get; init; }

    /// <inheritdoc/>
    public override string Describe()
    {
        string code = Code is { } value ? string.Create(CultureInfo.InvariantCulture, $", code {value}") : "";
        string reason = Reason.IsEmpty ? "" : $", {(Code is null ? "payload" : "reason")} of {StepText.Octets(Reason.Length)}: {StepText.Quote(Reason.AsSpan())}";
        return code + reason is { Length: > 0 } words ? "close" + words : "close, without a payload";
    }
}

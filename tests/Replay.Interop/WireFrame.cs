using System.Globalization;

namespace Replay.Interop;

/// <summary>What two programs must agree on about one frame.</summary>
/// <param name="Fin">FIN.</param>
/// <param name="Rsv">RSV1-3, 0-7.</param>
/// <param name="Opcode">0-15.</param>
/// <param name="MaskingKey">Eight hexadecimal digits, or null for an unmasked frame.</param>
/// <param name="Length">Octets of payload as the header states them.</param>
/// <param name="CloseCode">The code of a close frame that has one.</param>
internal sealed record WireFrame(bool Fin, int Rsv, int Opcode, string? MaskingKey, ulong Length, int? CloseCode)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"opcode {Opcode}{(Fin ? " FIN" : "")} rsv {Rsv} {(MaskingKey is null ? "unmasked" : "key " + MaskingKey)} length {Length}{(CloseCode is { } code ? " code " + code : "")}");
}

using Replay.Protocol;

namespace Replay.Tests.Support;

/// <summary>Something a test pushes into a decoder: octets, a gap (Octets null), or the end (End set).</summary>
internal sealed record Step(Direction Direction, byte[]? Octets, ulong? Gap = null, EndKind? End = null)
{
    internal static Step Tx(params byte[] octets) => new(Direction.Tx, octets);

    internal static Step Rx(params byte[] octets) => new(Direction.Rx, octets);

    internal static Step Tx(string text) => new(Direction.Tx, System.Text.Encoding.Latin1.GetBytes(text));

    internal static Step Rx(string text) => new(Direction.Rx, System.Text.Encoding.Latin1.GetBytes(text));

    internal static Step Close(EndKind how) => new(Direction.Tx, null, End: how);
}

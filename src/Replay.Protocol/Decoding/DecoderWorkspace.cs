namespace Replay.Protocol;

/// <summary>
/// Scratch memory that decoders share. One workspace serves any number of connections, but only one thread at a time.
/// </summary>
public sealed class DecoderWorkspace
{
    private byte[]? _inflated;

    /// <summary>Unmasked octets of the piece at hand: small enough to stay in the first-level cache.</summary>
    internal byte[] Unmasked { get; } = new byte[16 * 1024];

    /// <summary>Inflated octets of the piece at hand; made when the first compressed message comes.</summary>
    internal byte[] Inflated => _inflated ??= new byte[64 * 1024];

    /// <summary>Breaches of the head at hand.</summary>
    internal List<HandshakeFinding> Findings { get; } = [];

    /// <summary>Requests whose accept values will be asked for.</summary>
    internal AcceptQueue Accepts { get; } = new();

    /// <summary>Requests seen before.</summary>
    internal HeadModels Requests { get; } = new();

    /// <summary>Responses seen before.</summary>
    internal HeadModels Responses { get; } = new();
}

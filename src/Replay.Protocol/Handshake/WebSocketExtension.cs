namespace Replay.Protocol;

/// <summary>An extension as offered or accepted, RFC 6455 §9.1.</summary>
/// <param name="Name">The extension token, such as "permessage-deflate".</param>
/// <param name="Parameters">Its parameters in order.</param>
/// <param name="Offset">Octets from the start of the text or head to the token.</param>
public sealed record WebSocketExtension(string Name, IReadOnlyList<ExtensionParameter> Parameters, int Offset)
{
    /// <summary>The extension as it stands in a header field.</summary>
    public override string ToString() => Parameters.Count == 0 ? Name : $"{Name}; {string.Join("; ", Parameters)}";
}

namespace Replay.Protocol;

/// <summary>A parameter of an extension, RFC 6455 §9.1.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value, quotes and escapes taken off; null when there is none.</param>
/// <param name="Offset">Octets from the start of the text or head to the name.</param>
public readonly record struct ExtensionParameter(string Name, string? Value, int Offset)
{
    /// <summary>The parameter as it stands in a header field.</summary>
    public override string ToString() => Value is null ? Name : $"{Name}={Value}";
}

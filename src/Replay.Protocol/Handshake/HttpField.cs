namespace Replay.Protocol;

/// <summary>One header field line, as sent.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value without surrounding white space; obsolete folding joined by a space.</param>
public readonly record struct HttpField(string Name, string Value);

namespace Replay.Protocol;

/// <summary>A breach of a rule of the opening handshake, before it is known where in its stream the head stands.</summary>
/// <param name="Rule">The rule; its catalogue entry says who broke it.</param>
/// <param name="Offset">Octets from the start of the head to what shows it; 0 when something is missing.</param>
/// <param name="Number">The observed number, where the rule is about one.</param>
/// <param name="Text">The observed text, where the rule is about one.</param>
/// <param name="ExpectedText">What was expected, where that differs from what the catalogue says.</param>
public readonly record struct HandshakeFinding(
    Rule Rule,
    int Offset,
    ulong Number = 0,
    string? Text = null,
    string? ExpectedText = null);

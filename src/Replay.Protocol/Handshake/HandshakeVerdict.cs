namespace Replay.Protocol;

/// <summary>What validating a head came to, kept with it so that heads like it need not be validated again.</summary>
/// <param name="MustBeRefused">Of a request: the first rule whose breach obliges a server to refuse (RFC 6455 §4.2.1).</param>
/// <param name="IsClean">Nothing was found.</param>
/// <param name="Request">Of a response: the request, or the one it was like, whose offers it accepts; null when it accepts none.</param>
/// <param name="Outcome">Of a response: the outcome.</param>
internal sealed record HandshakeVerdict(Rule? MustBeRefused, bool IsClean, HttpHead? Request = null, HandshakeOutcome? Outcome = null);

namespace Replay.Cases;

/// <summary>
/// A permessage-deflate offer (RFC 7692 §7.1) by what it asks of the server. Every offer also lets the server ask the
/// client for the same.
/// </summary>
/// <param name="ServerNoContextTakeover">server_no_context_takeover is in the offer.</param>
/// <param name="ServerMaxWindowBits">The value of server_max_window_bits, or null when it is not in the offer.</param>
public readonly record struct CompressionOffer(bool ServerNoContextTakeover, int? ServerMaxWindowBits);

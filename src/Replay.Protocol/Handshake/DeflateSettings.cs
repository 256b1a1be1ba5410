namespace Replay.Protocol;

/// <summary>What a server wants of permessage-deflate when it answers an offer, RFC 7692 §7.1.</summary>
/// <param name="ServerNoContextTakeover">Start each message with an empty window even if that was not asked for.</param>
/// <param name="ClientNoContextTakeover">Have the client start each message with an empty window.</param>
/// <param name="ServerMaxWindowBits">Base-2 logarithm of the window to compress with, 8-15.</param>
/// <param name="ClientMaxWindowBits">Base-2 logarithm of the window to inflate with, 8-15; below 15, offers that do not allow a limit are declined.</param>
public sealed record DeflateSettings(
    bool ServerNoContextTakeover = false,
    bool ClientNoContextTakeover = false,
    int ServerMaxWindowBits = 15,
    int ClientMaxWindowBits = 15);

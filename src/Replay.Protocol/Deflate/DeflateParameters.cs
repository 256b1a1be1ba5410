namespace Replay.Protocol;

/// <summary>The agreed parameters of permessage-deflate, RFC 7692 §7.1.</summary>
/// <param name="ServerNoContextTakeover">The server starts each message with an empty window (§7.1.1.1).</param>
/// <param name="ClientNoContextTakeover">The client starts each message with an empty window (§7.1.1.2).</param>
/// <param name="ServerMaxWindowBits">Base-2 logarithm of the server's LZ77 window, 8-15 (§7.1.2.1).</param>
/// <param name="ClientMaxWindowBits">Base-2 logarithm of the client's LZ77 window, 8-15 (§7.1.2.2).</param>
public sealed record DeflateParameters(
    bool ServerNoContextTakeover = false,
    bool ClientNoContextTakeover = false,
    int ServerMaxWindowBits = 15,
    int ClientMaxWindowBits = 15);

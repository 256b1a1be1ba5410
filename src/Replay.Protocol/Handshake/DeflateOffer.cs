using System.Text;

namespace Replay.Protocol;

/// <summary>A valid offer of permessage-deflate, RFC 7692 §7.1.</summary>
/// <param name="ServerNoContextTakeover">The server is to start each message with an empty window (§7.1.1.1).</param>
/// <param name="ClientNoContextTakeover">The client says that it will do so itself (§7.1.1.2).</param>
/// <param name="ServerMaxWindowBits">Base-2 logarithm of the largest window the server may use, 8-15; null for any (§7.1.2.1).</param>
/// <param name="ClientMaxWindowBitsOffered">The server may limit the client's window (§7.1.2.2).</param>
/// <param name="ClientMaxWindowBits">Base-2 logarithm of the largest window the client will use, 8-15; null where it does not say.</param>
public sealed record DeflateOffer(
    bool ServerNoContextTakeover = false,
    bool ClientNoContextTakeover = false,
    int? ServerMaxWindowBits = null,
    bool ClientMaxWindowBitsOffered = false,
    int? ClientMaxWindowBits = null)
{
    /// <summary>The offer as it stands in Sec-WebSocket-Extensions.</summary>
    public override string ToString()
    {
        StringBuilder text = new(DeflateNegotiation.ExtensionName);
        DeflateNegotiation.AppendFlag(text, DeflateNegotiation.ServerNoContextTakeover, ServerNoContextTakeover);
        DeflateNegotiation.AppendFlag(text, DeflateNegotiation.ClientNoContextTakeover, ClientNoContextTakeover);
        DeflateNegotiation.AppendBits(text, DeflateNegotiation.ServerMaxWindowBits, ServerMaxWindowBits);
        if (ClientMaxWindowBits is { } bits)
        {
            DeflateNegotiation.AppendBits(text, DeflateNegotiation.ClientMaxWindowBits, bits);
        }
        else
        {
            DeflateNegotiation.AppendFlag(text, DeflateNegotiation.ClientMaxWindowBits, ClientMaxWindowBitsOffered);
        }

        return text.ToString();
    }
}

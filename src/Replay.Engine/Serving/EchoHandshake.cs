using System.Buffers;
using System.Text;
using Replay.Protocol;

namespace Replay.Engine.Serving;

/// <summary>Answers opening handshakes, RFC 6455 §4.2.</summary>
internal static class EchoHandshake
{
    /// <summary>Writes the answer to a request.</summary>
    /// <param name="request">The request's head; null when the octets were no head.</param>
    /// <param name="options">How to serve.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>True when the connection is upgraded.</returns>
    public static bool Answer(HttpHead? request, ServeOptions options, IBufferWriter<byte> destination)
    {
        if (Broken(options) is { } broken)
        {
            destination.Write(Encoding.Latin1.GetBytes(broken));
            return false;
        }

        if (request is null)
        {
            Refuse(destination, 400, "Bad Request", []);
            return false;
        }

        if (Refusal(request) is { } why)
        {
            // §4.4: a version that is not ours is answered with ours; so is a request for no upgrade at all (RFC 9110 §15.5.22).
            bool upgrade = why == Rule.RequestVersion || !request.ListContains("Upgrade", "websocket");
            Refuse(destination, upgrade ? 426 : 400, RuleCatalogue.Get(why).Title, upgrade
                ? [new HttpField("Upgrade", "websocket"), new HttpField("Connection", "Upgrade"), new HttpField("Sec-WebSocket-Version", "13")]
                : []);
            return false;
        }

        HandshakeWriter.WriteResponse(
            new HandshakeResponseOptions
            {
                Key = options.Breaks(BreakModes.Accept) ? WebSocketKey.FromNonce(new byte[16]) : request.GetFirst("Sec-WebSocket-Key"),
                Subprotocol = options.Subprotocols.FirstOrDefault(one => Offers(request, one)),
                Extensions = Extensions(request, options),
            },
            destination);
        return true;
    }

    private static List<string> Extensions(HttpHead request, ServeOptions options)
    {
        List<string> agreed = [];
        if (options.Breaks(BreakModes.Extension))
        {
            agreed.Add("x-unasked");
        }

        if (options.Deflate is { } settings
            && DeflateNegotiation.Accept(ExtensionList.FromHead(request), settings, out string? response) is not null && response is not null)
        {
            agreed.Add(response);
        }

        return agreed;
    }

    private static bool Offers(HttpHead request, string subprotocol) =>
        request.GetAll("Sec-WebSocket-Protocol").Any(list => list.Split(',', StringSplitOptions.TrimEntries).Contains(subprotocol, StringComparer.Ordinal));

    private static Rule? Refusal(HttpHead request)
    {
        var findings = new List<HandshakeFinding>();
        HandshakeValidator.ValidateRequest(request, findings);
        foreach (HandshakeFinding finding in findings)
        {
            // An offer that is wrong is declined; what else is wrong is refused (§4.2.1, RFC 7692 §5.1).
            bool declined = finding.Rule is Rule.RequestProtocol or Rule.DeflateOffer;
            if (!declined && RuleCatalogue.Get(finding.Rule).Severity == Severity.Error)
            {
                return finding.Rule;
            }
        }

        return null;
    }

    private static string? Broken(ServeOptions options) =>
        options.Breaks(BreakModes.Redirect) ? "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        : options.Breaks(BreakModes.Unauthorized) ? "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"echo\"\r\nContent-Type: text/plain\r\nContent-Length: 22\r\nConnection: close\r\n\r\nWho are you, stranger?"
        : options.Breaks(BreakModes.Garbage) ? "\x00\x01\x02 this is no HTTP\r\n\r\n"
        : null;

    private static void Refuse(IBufferWriter<byte> destination, int status, string text, IReadOnlyList<HttpField> fields)
    {
        byte[] body = Encoding.UTF8.GetBytes(text + "\n");
        HandshakeWriter.WriteResponse(
            new HandshakeResponseOptions
            {
                Status = status,
                Fields =
                [
                    .. fields,
                    new HttpField("Content-Type", "text/plain; charset=utf-8"),
                    new HttpField("Content-Length", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    .. fields.Count == 0 ? [new HttpField("Connection", "close")] : Array.Empty<HttpField>(),
                ],
            },
            destination);
        destination.Write(body);
    }
}

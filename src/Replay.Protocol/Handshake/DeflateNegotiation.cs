using System.Globalization;
using System.Text;

namespace Replay.Protocol;

/// <summary>The negotiation of permessage-deflate, RFC 7692 §5 and §7.1.</summary>
public static class DeflateNegotiation
{
    /// <summary>The extension token.</summary>
    public const string ExtensionName = "permessage-deflate";

    internal const string ServerNoContextTakeover = "server_no_context_takeover";
    internal const string ClientNoContextTakeover = "client_no_context_takeover";
    internal const string ServerMaxWindowBits = "server_max_window_bits";
    internal const string ClientMaxWindowBits = "client_max_window_bits";

    // More valid offers than this are not weighed against a response: there are only so many different ones.
    private const int MaxOffers = 64;

    /// <summary>The valid offers of permessage-deflate in a request, in order of preference.</summary>
    /// <param name="extensions">The request's extensions.</param>
    /// <param name="findings">Where breaches of <see cref="Rule.DeflateOffer"/> go; null to pass over them.</param>
    public static IReadOnlyList<DeflateOffer> ReadOffers(ExtensionList extensions, ICollection<HandshakeFinding>? findings = null)
    {
        ArgumentNullException.ThrowIfNull(extensions);
        List<DeflateOffer> offers = [];
        foreach (WebSocketExtension extension in extensions.Extensions)
        {
            if (extension.Name == ExtensionName)
            {
                DeflateParameterReader read = DeflateParameterReader.ReadOffer(extension, findings);
                if (read.Valid && offers.Count < MaxOffers)
                {
                    offers.Add(new DeflateOffer(
                        read.ServerNoContextTakeover,
                        read.ClientNoContextTakeover,
                        read.ServerMaxWindowBits,
                        read.ClientMaxWindowBitsPresent,
                        read.ClientMaxWindowBits));
                }
            }
        }

        return offers;
    }

    /// <summary>What a response agrees to.</summary>
    /// <param name="offered">The request's extensions; null when the request is not known.</param>
    /// <param name="accepted">The response's extensions.</param>
    /// <param name="findings">Where breaches of the rules on responses go; null to pass over them.</param>
    /// <returns>The parameters, with defaults where the response is wrong; null when it does not accept the extension.</returns>
    public static DeflateParameters? ReadResponse(
        ExtensionList? offered,
        ExtensionList accepted,
        ICollection<HandshakeFinding>? findings = null)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        DeflateParameterReader? first = null;
        foreach (WebSocketExtension extension in accepted.Extensions)
        {
            if (extension.Name != ExtensionName)
            {
                continue;
            }

            if (first is null)
            {
                first = DeflateParameterReader.ReadResponse(extension, findings);
                CheckAgainstOffers(offered, extension, first.Value, findings);
            }
            else
            {
                // RFC 7692 §5: two of them would both claim RSV1.
                findings?.Add(new HandshakeFinding(
                    Rule.DeflateResponse, extension.Offset, 0, "permessage-deflate twice", "permessage-deflate once"));
                break;
            }
        }

        return first is not { } read ? null : new DeflateParameters(
            read.ServerNoContextTakeover,
            read.ClientNoContextTakeover,
            read.ServerMaxWindowBits ?? 15,
            read.ClientMaxWindowBits ?? 15);
    }

    /// <summary>Chooses a server's answer: the first offer that can be met.</summary>
    /// <param name="offered">The request's extensions.</param>
    /// <param name="settings">What the server wants.</param>
    /// <param name="response">The element for Sec-WebSocket-Extensions; null when every offer is declined.</param>
    /// <returns>The parameters agreed; null when every offer is declined.</returns>
    public static DeflateParameters? Accept(ExtensionList offered, DeflateSettings settings, out string? response)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (DeflateOffer offer in ReadOffers(offered))
        {
            // §7.1.2.2: a client that did not offer client_max_window_bits cannot be limited.
            if (settings.ClientMaxWindowBits < 15 && !offer.ClientMaxWindowBitsOffered)
            {
                continue;
            }

            DeflateParameters agreed = new(
                offer.ServerNoContextTakeover || settings.ServerNoContextTakeover,
                offer.ClientNoContextTakeover || settings.ClientNoContextTakeover,
                Math.Min(offer.ServerMaxWindowBits ?? 15, settings.ServerMaxWindowBits),
                Math.Min(offer.ClientMaxWindowBits ?? 15, settings.ClientMaxWindowBits));
            StringBuilder text = new(ExtensionName);
            AppendFlag(text, ServerNoContextTakeover, agreed.ServerNoContextTakeover);
            AppendFlag(text, ClientNoContextTakeover, agreed.ClientNoContextTakeover);

            // §7.1.2.1: an offered server_max_window_bits must come back, 15 included.
            AppendBits(text, ServerMaxWindowBits, agreed.ServerMaxWindowBits < 15 || offer.ServerMaxWindowBits is not null ? agreed.ServerMaxWindowBits : null);
            AppendBits(text, ClientMaxWindowBits, agreed.ClientMaxWindowBits < 15 ? agreed.ClientMaxWindowBits : null);
            response = text.ToString();
            return agreed;
        }

        response = null;
        return null;
    }

    internal static void AppendFlag(StringBuilder text, string name, bool present)
    {
        if (present)
        {
            text.Append("; ").Append(name);
        }
    }

    internal static void AppendBits(StringBuilder text, string name, int? bits)
    {
        if (bits is { } value)
        {
            text.Append(CultureInfo.InvariantCulture, $"; {name}={value}");
        }
    }

    // A response does not say which of several offers it accepts. It is held against the one it fits best.
    private static void CheckAgainstOffers(
        ExtensionList? offered,
        WebSocketExtension extension,
        DeflateParameterReader response,
        ICollection<HandshakeFinding>? findings)
    {
        if (findings is null || offered is null || !offered.Contains(ExtensionName))
        {
            return;
        }

        IReadOnlyList<DeflateOffer> offers = ReadOffers(offered);
        if (offers.Count == 0)
        {
            // §7: an offer with a wrong parameter must be declined.
            findings.Add(new HandshakeFinding(
                Rule.DeflateResponse, extension.Offset, 0, "an invalid offer accepted", "the invalid offer declined"));
            return;
        }

        List<HandshakeFinding>? fewest = null;
        foreach (DeflateOffer offer in offers)
        {
            List<HandshakeFinding> breaches = Compare(offer, extension, response);
            if (fewest is null || breaches.Count < fewest.Count)
            {
                fewest = breaches;
            }

            if (fewest.Count == 0)
            {
                return;
            }
        }

        foreach (HandshakeFinding breach in fewest!)
        {
            findings.Add(breach);
        }
    }

    private static List<HandshakeFinding> Compare(DeflateOffer offer, WebSocketExtension extension, DeflateParameterReader response)
    {
        List<HandshakeFinding> breaches = [];

        // §7.1.1.1: accepting the offer means saying so.
        if (offer.ServerNoContextTakeover && !response.ServerNoContextTakeover)
        {
            breaches.Add(new HandshakeFinding(
                Rule.DeflateServerNoContextTakeover, extension.Offset, 0, HttpSyntax.Shown(extension.ToString())));
        }

        // §7.1.2.1: the same or a smaller value. A value that cannot be read has its own finding.
        if (offer.ServerMaxWindowBits is { } server
            && (response.ServerMaxWindowBits > server || !response.ServerMaxWindowBitsPresent))
        {
            string expected = string.Create(CultureInfo.InvariantCulture, $"{ServerMaxWindowBits} of at most {server}");
            breaches.Add(response.ServerMaxWindowBits is { } bits
                ? new HandshakeFinding(Rule.DeflateServerWindowBits, response.ServerMaxWindowBitsOffset, (ulong)bits, Bits(ServerMaxWindowBits, bits), expected)
                : new HandshakeFinding(Rule.DeflateServerWindowBits, extension.Offset, 0, $"no {ServerMaxWindowBits}", expected));
        }

        // §7.1.2.2: only where it was offered, and no larger than the client said.
        if (response.ClientMaxWindowBitsPresent && !offer.ClientMaxWindowBitsOffered)
        {
            breaches.Add(new HandshakeFinding(
                Rule.DeflateClientWindowBits,
                response.ClientMaxWindowBitsOffset,
                (ulong)(response.ClientMaxWindowBits ?? 0),
                response.ClientMaxWindowBits is { } bits ? Bits(ClientMaxWindowBits, bits) : ClientMaxWindowBits,
                $"no {ClientMaxWindowBits}, as it was not offered"));
        }
        else if (response.ClientMaxWindowBits is { } bits && bits > (offer.ClientMaxWindowBits ?? 15))
        {
            breaches.Add(new HandshakeFinding(
                Rule.DeflateClientWindowBits,
                response.ClientMaxWindowBitsOffset,
                (ulong)bits,
                Bits(ClientMaxWindowBits, bits),
                string.Create(CultureInfo.InvariantCulture, $"{ClientMaxWindowBits} of at most {offer.ClientMaxWindowBits}")));
        }

        return breaches;
    }

    private static string Bits(string name, int bits) => string.Create(CultureInfo.InvariantCulture, $"{name}={bits}");
}

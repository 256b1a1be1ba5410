using System.Text;

namespace Replay.Protocol;

/// <summary>Judges the heads of an opening handshake by RFC 6455 §4 and §11.3 and RFC 7692 §5 and §7.1.</summary>
public static class HandshakeValidator
{
    /// <summary>Judges a request.</summary>
    /// <param name="request">The request's head.</param>
    /// <param name="findings">Where breaches go, in the order of the rules.</param>
    public static void ValidateRequest(HttpHead request, ICollection<HandshakeFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(findings);
        RequestRules.Check(request, findings);
    }

    /// <summary>Judges a response. One other than 101 is judged no further than that (and its versions, where the request's was not 13).</summary>
    /// <param name="request">The request it answers; null when that is not known, or not all of it.</param>
    /// <param name="response">The response's head.</param>
    /// <param name="findings">Where breaches go, in the order of the rules.</param>
    /// <param name="acceptValid">Whether Sec-WebSocket-Accept answers the key; null when that cannot be told.</param>
    /// <returns>The handshake's outcome: Complete after 101, else Failed.</returns>
    public static HandshakeOutcome ValidateResponse(
        HttpHead? request,
        HttpHead response,
        ICollection<HandshakeFinding> findings,
        out bool? acceptValid)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(findings);
        return ResponseRules.Check(request, response, findings, out acceptValid);
    }

    /// <summary>Whether a response's Sec-WebSocket-Accept answers a request's key (§4.2.2 item 5.4).</summary>
    /// <param name="request">The request; null when it is not known.</param>
    /// <param name="response">The response.</param>
    /// <returns>Null when there is no key or no accept value, or more than one key.</returns>
    public static bool? AcceptAnswersKey(HttpHead? request, HttpHead response)
    {
        ArgumentNullException.ThrowIfNull(response);
        int accept = response.FindField("Sec-WebSocket-Accept");
        Span<byte> expected = stackalloc byte[WebSocketKey.AcceptLength];
        return accept >= 0 && TryExpectedAccept(request, expected)
            ? response.FieldValue(accept).SequenceEqual(expected)
            : null;
    }

    internal static bool TryExpectedAccept(HttpHead? request, Span<byte> accept)
    {
        int key = request?.FindField("Sec-WebSocket-Key") ?? -1;

        // Of two keys nobody can say which one is to be answered.
        if (key < 0 || request!.FindField("Sec-WebSocket-Key", key + 1) >= 0)
        {
            return false;
        }

        WebSocketKey.Accept(request.FieldValue(key), accept);
        return true;
    }

    internal static bool EqualsIgnoreCase(ReadOnlySpan<byte> octets, string text) => Ascii.EqualsIgnoreCase(octets, text);

    internal static bool StartsWithIgnoreCase(ReadOnlySpan<byte> octets, string start) =>
        octets.Length >= start.Length && Ascii.EqualsIgnoreCase(octets[..start.Length], start);
}

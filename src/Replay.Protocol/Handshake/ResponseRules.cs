using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Replay.Protocol;

/// <summary>The rules on a server's opening handshake: RFC 6455 §4.1, §4.2.2, §11.3, RFC 7692 §5, §7.1.</summary>
internal static class ResponseRules
{
    private static readonly HandshakeOutcome Plain = new(HandshakeState.Complete, null, null, null);
    private static readonly HandshakeOutcome Refused = new(HandshakeState.Failed, null, null, null);

    public static HandshakeOutcome Check(
        HttpHead? request,
        HttpHead response,
        ICollection<HandshakeFinding> findings,
        out bool? acceptValid)
    {
        if (TryJudgeAsModel(request, response, out HandshakeOutcome? known))
        {
            acceptValid = true;
            return known;
        }

        int before = findings.Count;
        if (response.Status != 101)
        {
            acceptValid = HandshakeValidator.AcceptAnswersKey(request, response);
            CheckRefusal(request, response, findings);
            return Refused;
        }

        if (!response.IsHttp11OrHigher)
        {
            findings.Add(new HandshakeFinding(
                Rule.ResponseHttpVersion, response.StartLineOffset, 0, HttpSyntax.Shown(response.VersionOctets)));
        }

        CheckUpgrade(response, findings);
        CheckAccept(request, response, findings, out acceptValid);
        CheckProtocol(request, response, findings);
        DeflateParameters? deflate = CheckExtensions(request, response, findings);
        foreach (HttpSyntaxError error in response.SyntaxErrors)
        {
            findings.Add(new HandshakeFinding(Rule.ResponseFieldSyntax, error.Offset, 0, error.Description));
        }

        // §4.2.1: such a request is answered with an HTTP error, not with 101.
        if (request is not null && RequestRules.MustBeRefused(request) is { } broken)
        {
            findings.Add(new HandshakeFinding(
                Rule.ResponseToInvalidRequest, response.StartLineOffset, 101, RuleCatalogue.Get(broken).Id));
        }

        string? extensions = response.GetCombined(ExtensionList.FieldName);
        string? subprotocol = response.GetCombined("Sec-WebSocket-Protocol");
        HandshakeOutcome outcome = extensions is null && subprotocol is null
            ? Plain
            : new HandshakeOutcome(HandshakeState.Complete, extensions, subprotocol, deflate);
        bool clean = findings.Count == before && acceptValid == true;

        // What the response agrees to was held against this request's offers.
        HttpHead? offers = ReferenceEquals(outcome, Plain) ? null : request?.Model ?? request;
        response.Keep(new HandshakeVerdict(null, clean, offers, outcome));
        return outcome;
    }

    // A response like one without findings, to a request like the one that was answered: the accept value alone can be wrong.
    private static bool TryJudgeAsModel(HttpHead? request, HttpHead response, [NotNullWhen(true)] out HandshakeOutcome? outcome)
    {
        outcome = null;
        if (request is null
            || response.Model?.Verdict is not { IsClean: true } verdict
            || (verdict.Request is { } offers && !ReferenceEquals(offers, request.Model ?? request)))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[WebSocketKey.AcceptLength];
        if (!request.TryGetAccept(expected))
        {
            WebSocketKey.Accept(request.ProofOctets, expected);
        }

        if (RequestRules.MustBeRefused(request) is not null || !response.ProofOctets.SequenceEqual(expected))
        {
            return false;
        }

        outcome = verdict.Outcome!;
        return true;
    }

    private static void CheckRefusal(HttpHead? request, HttpHead response, ICollection<HandshakeFinding> findings)
    {
        // §4.1: another status is handled as HTTP says, so nothing else is judged.
        ReadOnlySpan<byte> line = response.StartLineOctets;
        int status = response.Status ?? 0;
        findings.Add(new HandshakeFinding(
            Rule.ResponseStatus,
            response.StartLineOffset,
            (ulong)status,
            status == 0 ? HttpSyntax.Shown(line) : string.Create(CultureInfo.InvariantCulture, $"status {status}")));

        // §4.2.2 item 4 (/version/) and §4.4. Only 400 and 426 can be about the version; even 400 need not be.
        int version = request?.FindField("Sec-WebSocket-Version") ?? -1;
        if (status is 400 or 426
            && version >= 0
            && !request!.FieldValue(version).SequenceEqual("13"u8)
            && response.FindField("Sec-WebSocket-Version") < 0)
        {
            findings.Add(new HandshakeFinding(
                Rule.ResponseVersion, response.StartLineOffset, (ulong)status, "no Sec-WebSocket-Version"));
        }
    }

    private static void CheckUpgrade(HttpHead response, ICollection<HandshakeFinding> findings)
    {
        // §4.1, validation item 2: the value is websocket, not a list that has it.
        int upgrade = response.FindField("Upgrade");
        if (upgrade < 0)
        {
            findings.Add(new HandshakeFinding(Rule.ResponseUpgrade, 0, 0, "no Upgrade"));
        }
        else
        {
            for (int i = upgrade; i >= 0; i = response.FindField("Upgrade", i + 1))
            {
                ReadOnlySpan<byte> value = response.FieldValue(i);
                if (!Ascii.EqualsIgnoreCase(value, "websocket"u8))
                {
                    findings.Add(new HandshakeFinding(
                        Rule.ResponseUpgrade, response.FieldValueOffset(i), 0, value.IsEmpty ? "an empty Upgrade" : HttpSyntax.Shown(value)));
                    break;
                }
            }
        }

        // §4.1, validation item 3: here a list will do.
        if (!response.ListContains("Connection", "Upgrade"))
        {
            int connection = response.FindField("Connection");
            findings.Add(connection < 0
                ? new HandshakeFinding(Rule.ResponseConnection, 0, 0, "no Connection")
                : new HandshakeFinding(
                    Rule.ResponseConnection,
                    response.FieldValueOffset(connection),
                    0,
                    response.FieldValue(connection).IsEmpty ? "an empty Connection" : HttpSyntax.Shown(response.FieldValue(connection))));
        }
    }

    private static void CheckAccept(
        HttpHead? request,
        HttpHead response,
        ICollection<HandshakeFinding> findings,
        out bool? acceptValid)
    {
        acceptValid = null;
        int accept = response.FindField("Sec-WebSocket-Accept");
        if (accept < 0)
        {
            findings.Add(new HandshakeFinding(Rule.ResponseAcceptMissing, 0, 0, "no Sec-WebSocket-Accept"));
            return;
        }

        // §4.1, validation item 4.
        Span<byte> expected = stackalloc byte[WebSocketKey.AcceptLength];
        if (HandshakeValidator.TryExpectedAccept(request, expected))
        {
            ReadOnlySpan<byte> value = response.FieldValue(accept);
            acceptValid = value.SequenceEqual(expected);
            if (acceptValid == false)
            {
                findings.Add(new HandshakeFinding(
                    Rule.ResponseAccept,
                    response.FieldValueOffset(accept),
                    0,
                    value.IsEmpty ? "an empty value" : HttpSyntax.Shown(value),
                    HttpSyntax.Latin1(expected)));
            }
        }

        // §11.3.3.
        CheckOnce(response, accept, "Sec-WebSocket-Accept", Rule.ResponseAcceptRepeated, findings);
    }

    private static void CheckProtocol(HttpHead? request, HttpHead response, ICollection<HandshakeFinding> findings)
    {
        int protocol = response.FindField("Sec-WebSocket-Protocol");
        if (protocol < 0)
        {
            return;
        }

        // §4.2.2 item 4 (/subprotocol/): one token, one of those offered. Subprotocols are compared exactly.
        ReadOnlySpan<byte> value = response.FieldValue(protocol);
        if (!HttpSyntax.IsToken(value) || (request is not null && !WasOffered(request, value)))
        {
            findings.Add(new HandshakeFinding(
                Rule.ResponseProtocol,
                response.FieldValueOffset(protocol),
                0,
                value.IsEmpty ? "an empty subprotocol" : HttpSyntax.Shown(value),
                request?.GetCombined("Sec-WebSocket-Protocol") is { } offered ? "one of: " + HttpSyntax.Shown(offered) : null));
        }

        // §11.3.4.
        CheckOnce(response, protocol, "Sec-WebSocket-Protocol", Rule.ResponseProtocolRepeated, findings);
    }

    private static bool WasOffered(HttpHead request, ReadOnlySpan<byte> subprotocol)
    {
        for (int i = request.FindField("Sec-WebSocket-Protocol"); i >= 0; i = request.FindField("Sec-WebSocket-Protocol", i + 1))
        {
            HttpListReader list = new(request.FieldValue(i));
            while (list.MoveNext())
            {
                if (list.Current.SequenceEqual(subprotocol))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static DeflateParameters? CheckExtensions(HttpHead? request, HttpHead response, ICollection<HandshakeFinding> findings)
    {
        int field = response.FindField(ExtensionList.FieldName);
        if (field < 0)
        {
            return null;
        }

        // §4.1, validation item 5: extensions that were not asked for fail the connection.
        ExtensionList accepted = ExtensionList.FromHead(response);
        ExtensionList? offered = request is null ? null : ExtensionList.FromHead(request);
        if (offered is not null)
        {
            HashSet<string> names = [.. offered.Extensions.Select(extension => extension.Name)];
            foreach (WebSocketExtension extension in accepted.Extensions)
            {
                if (names.Add(extension.Name))
                {
                    findings.Add(new HandshakeFinding(
                        Rule.ResponseExtensionNotOffered, extension.Offset, 0, HttpSyntax.Shown(extension.Name)));
                }
            }
        }

        // §11.3.2 forbids what §4.2.2 item 5.6 allows; erratum 3433 decides for the latter, so this is only worth knowing.
        CheckOnce(response, field, ExtensionList.FieldName, Rule.ResponseExtensionsRepeated, findings);
        foreach (ExtensionSyntaxError error in accepted.SyntaxErrors)
        {
            findings.Add(new HandshakeFinding(Rule.ResponseExtensions, error.Offset, 0, error.Description));
        }

        return DeflateNegotiation.ReadResponse(offered, accepted, findings);
    }

    private static void CheckOnce(HttpHead response, int first, string name, Rule rule, ICollection<HandshakeFinding> findings)
    {
        int second = response.FindField(name, first + 1);
        if (second >= 0)
        {
            int count = response.CountFields(name);
            findings.Add(new HandshakeFinding(
                rule, response.FieldOffset(second), (ulong)count, string.Create(CultureInfo.InvariantCulture, $"{name} {count} times")));
        }
    }
}

using System.Globalization;

namespace Replay.Protocol;

/// <summary>The rules on a client's opening handshake: RFC 6455 §4.1, §4.2.1, §11.3, RFC 7692 §7.1.</summary>
internal static class RequestRules
{
    /// <summary>Checks all of them.</summary>
    /// <param name="request">The head.</param>
    /// <param name="findings">Where breaches go.</param>
    public static void Check(HttpHead request, ICollection<HandshakeFinding> findings)
    {
        if (IsLikeClean(request))
        {
            request.Keep(request.Model!.Verdict!);
            return;
        }

        int before = findings.Count;
        Rule? refuse = Judge(request, findings);
        request.Keep(new HandshakeVerdict(refuse, findings.Count == before));
    }

    /// <summary>The first rule whose breach obliges a server to refuse (§4.2.1), or null.</summary>
    /// <param name="request">The head.</param>
    public static Rule? MustBeRefused(HttpHead request) =>
        request.Verdict is { } verdict ? verdict.MustBeRefused
        : IsLikeClean(request) ? null
        : Judge(request, null);

    /// <summary>True for a target that no rule finds fault with: visible ASCII and in one of the forms allowed.</summary>
    public static bool IsPlainTarget(ReadOnlySpan<byte> target) =>
        !target.ContainsAnyExceptInRange((byte)'!', (byte)'~') && (target is [(byte)'/', ..] ? !target.Contains((byte)'#') : Context.IsTarget(target));

    // It differs from a head without findings in its key, and in a target that is one, alone.
    private static bool IsLikeClean(HttpHead request) =>
        request.Model?.Verdict is { IsClean: true } && WebSocketKey.IsValid(request.ProofOctets);

    private static Rule? Judge(HttpHead request, ICollection<HandshakeFinding>? findings)
    {
        Context context = new(request, findings);
        context.CheckRequestLine();
        context.CheckHost();
        context.CheckUpgrade();
        context.CheckKey();
        context.CheckVersion();
        context.CheckProtocol();
        context.CheckExtensions();
        context.CheckSyntax();
        return context.MustBeRefused;
    }

    private struct Context(HttpHead request, ICollection<HandshakeFinding>? findings)
    {
        public Rule? MustBeRefused { get; private set; }

        public void CheckRequestLine()
        {
            // §4.1 item 2; a method is case-sensitive (RFC 9110 §9.1).
            if (!request.MethodOctets.SequenceEqual("GET"u8))
            {
                Report(Rule.RequestMethod, request.StartLineOffset, request.MethodOctets);
            }

            if (!request.IsHttp11OrHigher)
            {
                int at = request.VersionOctets.IsEmpty
                    ? request.StartLineOffset
                    : request.StartLineOffset + request.StartLineOctets.Length - request.VersionOctets.Length;
                Report(Rule.RequestHttpVersion, at, request.VersionOctets, "no HTTP version");
            }

            if (!IsTarget(request.TargetOctets))
            {
                Report(Rule.RequestTarget, request.TargetOffset, request.TargetOctets, "no request target");
            }
        }

        public void CheckHost()
        {
            // §4.1 item 4. RFC 9112 §3.2: exactly one.
            int host = request.FindField("Host");
            if (host < 0)
            {
                Report(Rule.RequestHost, 0, "no Host");
                return;
            }

            if (request.FieldValue(host).IsEmpty)
            {
                Report(Rule.RequestHost, request.FieldOffset(host), "an empty Host");
            }

            int second = request.FindField("Host", host + 1);
            if (second >= 0)
            {
                Report(Rule.RequestHost, request.FieldOffset(second), "more than one Host");
            }
        }

        public void CheckUpgrade()
        {
            // §4.1 items 5 and 6, §4.2.1 items 3 and 4.
            CheckList("Upgrade", "websocket", Rule.RequestUpgrade);
            CheckList("Connection", "Upgrade", Rule.RequestConnection);
        }

        public void CheckKey()
        {
            int key = request.FindField("Sec-WebSocket-Key");
            if (key < 0)
            {
                Report(Rule.RequestKeyMissing, 0, "no Sec-WebSocket-Key");
                return;
            }

            // §4.1 item 7. §4.2.2 item 4 excuses a server from decoding it, so this one need not be refused.
            ReadOnlySpan<byte> value = request.FieldValue(key);
            if (!WebSocketKey.IsValid(value))
            {
                findings?.Add(new HandshakeFinding(
                    Rule.RequestKeyLength, request.FieldValueOffset(key), 0, value.IsEmpty ? "an empty key" : HttpSyntax.Shown(value)));
            }

            // §11.3.1.
            int second = request.FindField("Sec-WebSocket-Key", key + 1);
            if (second >= 0)
            {
                Report(Rule.RequestKeyRepeated, request.FieldOffset(second), Times("Sec-WebSocket-Key"));
            }
        }

        public void CheckVersion()
        {
            int version = request.FindField("Sec-WebSocket-Version");
            if (version < 0)
            {
                Report(Rule.RequestVersion, 0, "no Sec-WebSocket-Version");
                return;
            }

            // §4.1 item 9.
            ReadOnlySpan<byte> value = request.FieldValue(version);
            if (!value.SequenceEqual("13"u8))
            {
                Report(Rule.RequestVersion, request.FieldValueOffset(version), value, "an empty version");
            }

            // §11.3.5.
            int second = request.FindField("Sec-WebSocket-Version", version + 1);
            if (second >= 0)
            {
                Report(Rule.RequestVersionRepeated, request.FieldOffset(second), Times("Sec-WebSocket-Version"));
            }
        }

        public void CheckProtocol()
        {
            // §4.1 item 10; §11.3.4 allows several lines.
            HashSet<string>? seen = null;
            for (int i = request.FindField("Sec-WebSocket-Protocol"); i >= 0; i = request.FindField("Sec-WebSocket-Protocol", i + 1))
            {
                HttpListReader list = new(request.FieldValue(i));
                while (list.MoveNext())
                {
                    int at = request.FieldValueOffset(i) + list.Offset;
                    if (!HttpSyntax.IsToken(list.Current))
                    {
                        Report(Rule.RequestProtocol, at, list.Current, "an empty element");
                        return;
                    }

                    if (!(seen ??= []).Add(HttpSyntax.Latin1(list.Current)))
                    {
                        Report(Rule.RequestProtocol, at, HttpSyntax.Shown(list.Current) + " twice");
                        return;
                    }
                }
            }
        }

        public void CheckExtensions()
        {
            if (request.FindField(ExtensionList.FieldName) < 0)
            {
                return;
            }

            // §9.1: whoever receives a value that breaks the grammar fails the connection.
            ExtensionList extensions = ExtensionList.FromHead(request);
            foreach (ExtensionSyntaxError error in extensions.SyntaxErrors)
            {
                Report(Rule.RequestExtensions, error.Offset, error.Description);
            }

            // RFC 7692 §7: a wrong offer is declined, the handshake goes on.
            if (findings is not null)
            {
                DeflateNegotiation.ReadOffers(extensions, findings);
            }
        }

        public void CheckSyntax()
        {
            foreach (HttpSyntaxError error in request.SyntaxErrors)
            {
                findings?.Add(new HandshakeFinding(Rule.RequestFieldSyntax, error.Offset, 0, error.Description));
                if (!error.MayBeTolerated)
                {
                    MustBeRefused ??= Rule.RequestFieldSyntax;
                }
            }
        }

        // §4.1 item 3: a resource name (§3) or an absolute http or https URI; §3 forbids fragments.
        public static bool IsTarget(ReadOnlySpan<byte> target)
        {
            if (target.IsEmpty || target.ContainsAny(" \t#"u8))
            {
                return false;
            }

            int authority = HandshakeValidator.StartsWithIgnoreCase(target, "http://") ? 7
                : HandshakeValidator.StartsWithIgnoreCase(target, "https://") ? 8
                : 0;
            return authority == 0 ? target[0] == '/' : target.Length > authority && target[authority] is not ((byte)'/' or (byte)'?');
        }

        private void CheckList(string name, string element, Rule rule)
        {
            if (request.ListContains(name, element))
            {
                return;
            }

            int field = request.FindField(name);
            if (field < 0)
            {
                Report(rule, 0, "no " + name);
            }
            else
            {
                Report(rule, request.FieldValueOffset(field), request.FieldValue(field), "an empty " + name);
            }
        }

        private readonly string Times(string name) =>
            string.Create(CultureInfo.InvariantCulture, $"{name} {request.CountFields(name)} times");

        private void Report(Rule rule, int offset, ReadOnlySpan<byte> observed, string whenEmpty = "nothing")
        {
            MustBeRefused ??= rule;
            findings?.Add(new HandshakeFinding(rule, offset, 0, observed.IsEmpty ? whenEmpty : HttpSyntax.Shown(observed)));
        }

        private void Report(Rule rule, int offset, string observed)
        {
            MustBeRefused ??= rule;
            findings?.Add(new HandshakeFinding(rule, offset, 0, observed));
        }
    }
}

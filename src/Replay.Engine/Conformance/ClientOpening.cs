using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Replay.Cases;
using Replay.Engine.Connecting;
using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>The client's side of the opening handshake (RFC 6455 §4.1), as the original suite writes it.</summary>
internal sealed class ClientOpening(Target target, IReadOnlyList<HttpField> fields, IReadOnlyList<CompressionOffer> offers, FuzzerOptions options)
{
    private const int ShownBody = 200;

    /// <summary>The request as sent.</summary>
    public HttpHead? Request { get; private set; }

    /// <summary>The request to send instead of our own; null for our own.</summary>
    public byte[]? Octets { get; init; }

    /// <summary>The response, once it is complete.</summary>
    public HttpHead? Response { get; private set; }

    /// <summary>What is wrong, in words; null when the handshake completed.</summary>
    public string? Problem { get; private set; }

    /// <summary>The parameters of permessage-deflate, or null.</summary>
    public DeflateParameters? Deflate { get; private set; }

    /// <summary>Octets that came behind the response.</summary>
    public ReadOnlyMemory<byte> Behind { get; private set; }

    /// <summary>Does it. False when it failed; then <see cref="Problem"/> says why.</summary>
    public async Task<bool> RunAsync(LiveConnection connection, FuzzingPeer peer, CaseRecord? record, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.OpenTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            byte[] request = Octets ?? MakeRequest();
            Request = HttpHead.Parse(request);
            peer.HandshakeSent(request);
            record?.Sent(request);
            await connection.Stream.WriteAsync(request, either.Token).ConfigureAwait(false);
            await ReadResponseAsync(connection.Stream, peer, record, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            peer.OpenTimedOut = true;
            Problem = string.Create(CultureInfo.InvariantCulture, $"no complete response within {options.OpenTimeout.TotalSeconds} s");
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // TLS 1.3 refuses a client's certificate, or its lack, behind the handshake.
            Problem = "the connection was lost before a complete response" + (connection.IsSecure ? $" ({exception.GetBaseException().Message.TrimEnd('.')})" : "");
        }

        if (Problem is null)
        {
            Judge();
        }

        return Problem is null;
    }

    private async Task ReadResponseAsync(Stream stream, FuzzingPeer peer, CaseRecord? record, CancellationToken cancellation)
    {
        var reader = new HttpHeadReader(options.MaxHead);
        byte[] buffer = new byte[16 * 1024];
        byte[] received = [];
        while (true)
        {
            int count = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                Problem = "the server dropped TCP before a complete response" + NoHttp(received);
                return;
            }

            received = received.Length > 0 ? received : buffer[..Math.Min(count, 40)];
            record?.Received(buffer.AsSpan(0, count));
            peer.HandshakeReceived(buffer.AsSpan(0, count));
            switch (reader.Append(buffer.AsSpan(0, count), out int taken))
            {
                case HttpHeadProgress.Complete:
                    Response = reader.Head;
                    Behind = buffer.AsMemory(taken, count - taken);
                    return;
                case HttpHeadProgress.TooLong:
                    Problem = string.Create(CultureInfo.InvariantCulture, $"the response's head is longer than {options.MaxHead} octets");
                    return;
            }
        }
    }

    /// <summary>What a server of another protocol sent, in words; empty when it sent nothing, or HTTP.</summary>
    private static string NoHttp(ReadOnlySpan<byte> first)
    {
        if (first.IsEmpty || first.StartsWith("HTTP/"u8))
        {
            return "";
        }

        // RFC 8446 §5.1: an alert is content type 21, its version 3.x.
        if (first is [21, 3, ..])
        {
            return "; it answered with a TLS alert: wss:// instead of ws://?";
        }

        var text = new System.Text.StringBuilder("; what it sent is no HTTP: '");
        foreach (byte octet in first)
        {
            text.Append(octet is >= 0x20 and < 0x7F ? ((char)octet).ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{octet:x2}"));
        }

        return text.Append('\'').ToString();
    }

    private void Judge()
    {
        List<HandshakeFinding> findings = [];
        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(Request, Response!, findings, out _);
        if (outcome.State != HandshakeState.Complete)
        {
            Problem = string.Create(CultureInfo.InvariantCulture, $"the server answered {Response!.Status?.ToString(CultureInfo.InvariantCulture) ?? "no HTTP"} {Response.Reason}").TrimEnd() + Refusal();
            return;
        }

        foreach (HandshakeFinding finding in findings)
        {
            RuleDescription rule = RuleCatalogue.Get(finding.Rule);
            if (rule.FailsConnection)
            {
                Problem = $"{rule.Clause}: {finding.Text ?? rule.Id}";
                return;
            }
        }

        Deflate = outcome.Deflate;
    }

    // Where a refusal leads, or what it says in its body, as far as that has come.
    private string Refusal()
    {
        string where = Response!.GetFirst("Location") is { } location ? ", Location: " + location : "";
        string body = Encoding.UTF8.GetString(Behind.Span[..Math.Min(Behind.Length, ShownBody)]).Trim();
        return where + (body.Length > 0 ? ": " + body : "");
    }

    private byte[] MakeRequest()
    {
        List<HttpField> all = [];
        if (options.Product is { } product)
        {
            all.Add(new HttpField("User-Agent", product));
        }

        all.Add(new HttpField("Host", target.HostField));
        all.Add(new HttpField("Upgrade", "WebSocket"));
        all.Add(new HttpField("Connection", "Upgrade"));
        all.Add(new HttpField("Pragma", "no-cache"));
        all.Add(new HttpField("Cache-Control", "no-cache"));
        all.Add(new HttpField("Sec-WebSocket-Key", WebSocketKey.FromNonce(RandomNumberGenerator.GetBytes(16))));
        if (offers.Count > 0)
        {
            all.Add(new HttpField(ExtensionList.FieldName, string.Join(", ", offers.Select(Text))));
        }

        all.Add(new HttpField("Sec-WebSocket-Version", "13"));
        foreach (HttpField field in fields)
        {
            all.RemoveAll(one => one.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase));
        }

        var head = new StringBuilder("GET ").Append(target.RequestTarget).Append(" HTTP/1.1\r\n");
        foreach (HttpField field in all.Concat(fields))
        {
            head.Append(field.Name).Append(": ").Append(field.Value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>An offer as it stands in the request.</summary>
    internal static string Text(CompressionOffer offer) =>
        DeflateNegotiation.ExtensionName
        + "; client_no_context_takeover; client_max_window_bits"
        + (offer.ServerNoContextTakeover ? "; server_no_context_takeover" : "")
        + (offer.ServerMaxWindowBits is { } bits ? string.Create(CultureInfo.InvariantCulture, $"; server_max_window_bits={bits}") : "");
}

using System.Globalization;
using System.Text;
using Replay.Cases;
using Replay.Engine.Connecting;
using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>The server's side of the opening handshake (RFC 6455 §4.2).</summary>
internal sealed class ServerOpening(FuzzingServiceOptions options)
{
    private readonly List<byte> _received = [];

    /// <summary>The request.</summary>
    public HttpHead? Request { get; private set; }

    /// <summary>The octets of the request, and what came behind them.</summary>
    public ReadOnlyMemory<byte> Received => _received.ToArray();

    /// <summary>Octets that came behind the request.</summary>
    public ReadOnlyMemory<byte> Behind { get; private set; }

    /// <summary>It asks for a WebSocket.</summary>
    public bool IsUpgrade { get; private set; }

    /// <summary>Why it must be refused, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the request; false when none came.</summary>
    public async Task<bool> ReadAsync(LiveConnection live, CancellationToken cancellation)
    {
        FuzzerOptions fuzzer = options.Run.Fuzzer;
        using var deadline = new CancellationTokenSource(fuzzer.OpenTimeout, fuzzer.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var reader = new HttpHeadReader(fuzzer.MaxHead);
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            int count = await live.Stream.ReadAsync(buffer, either.Token).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            _received.AddRange(buffer.AsSpan(0, count));
            switch (reader.Append(buffer.AsSpan(0, count), out int taken))
            {
                case HttpHeadProgress.Complete:
                    Request = reader.Head!;
                    Behind = buffer.AsMemory(taken, count - taken).ToArray();
                    Judge();
                    return true;
                case HttpHeadProgress.TooLong:
                    return false;
            }
        }
    }

    /// <summary>The response that accepts, with permessage-deflate where the case wants it and the client offers what it needs.</summary>
    /// <param name="wanted">What the case wants, the best first.</param>
    /// <param name="deflate">The parameters agreed, or null.</param>
    public byte[] Accept(IReadOnlyList<CompressionOffer> wanted, out DeflateParameters? deflate)
    {
        string? extension = Negotiate(wanted, out deflate);
        string? protocol = options.Protocols.FirstOrDefault(one => Request!.ListContains("Sec-WebSocket-Protocol", one));
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        HandshakeWriter.WriteResponse(
            new HandshakeResponseOptions
            {
                Key = Request!.GetFirst("Sec-WebSocket-Key"),
                Subprotocol = protocol,
                Extensions = extension is null ? [] : [extension],
                Fields = options.Run.Fuzzer.Product is { } product ? [new HttpField("Server", product)] : [],
            },
            writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Answers without an upgrade, and ends the connection.</summary>
    public async Task RespondAsync(LiveConnection live, int status, string type, string body, CancellationToken cancellation)
    {
        byte[] octets = Encoding.UTF8.GetBytes(body);
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        HandshakeWriter.WriteResponse(
            new HandshakeResponseOptions
            {
                Status = status,
                Fields =
                [
                    new HttpField("Content-Type", type),
                    new HttpField("Content-Length", octets.Length.ToString(CultureInfo.InvariantCulture)),
                    new HttpField("X-Content-Type-Options", "nosniff"),
                    new HttpField("Cache-Control", "no-store"),
                    new HttpField("Connection", "close"),
                ],
            },
            writer);
        await live.Stream.WriteAsync(writer.WrittenMemory, cancellation).ConfigureAwait(false);
        if (Request?.Method != "HEAD")
        {
            await live.Stream.WriteAsync(octets, cancellation).ConfigureAwait(false);
        }

        await live.DropAsync().ConfigureAwait(false);
    }

    private void Judge()
    {
        IsUpgrade = Request!.FindField("Upgrade") >= 0;
        List<HandshakeFinding> findings = [];
        HandshakeValidator.ValidateRequest(Request, findings);
        Problem = findings.Select(finding => RuleCatalogue.Get(finding.Rule)).Where(rule => rule.FailsConnection).Select(rule => $"{rule.Clause}: {rule.Title}").FirstOrDefault();
        if (Problem is null && Request.GetFirst("Sec-WebSocket-Key") is null)
        {
            Problem = "RFC 6455 §4.2.1: Sec-WebSocket-Key is missing";
        }
    }

    private string? Negotiate(IReadOnlyList<CompressionOffer> wanted, out DeflateParameters? deflate)
    {
        IReadOnlyList<DeflateOffer> offers = wanted.Count == 0 ? [] : DeflateNegotiation.ReadOffers(ExtensionList.FromHead(Request!));
        foreach (CompressionOffer want in wanted)
        {
            foreach (DeflateOffer offer in offers)
            {
                // RFC 7692 §7.1.2.2: a client that did not say so cannot be given a window.
                if (want.ServerMaxWindowBits is not null && !offer.ClientMaxWindowBitsOffered)
                {
                    continue;
                }

                int? window = want.ServerMaxWindowBits is { } bits ? Math.Min(bits, offer.ClientMaxWindowBits ?? 15) : null;
                deflate = new DeflateParameters(offer.ServerNoContextTakeover, want.ServerNoContextTakeover, offer.ServerMaxWindowBits ?? 15, window ?? 15);
                return DeflateNegotiation.ExtensionName
                    + (offer.ServerNoContextTakeover ? "; server_no_context_takeover" : "")
                    + (offer.ServerMaxWindowBits is { } server ? string.Create(CultureInfo.InvariantCulture, $"; server_max_window_bits={server}") : "")
                    + (want.ServerNoContextTakeover ? "; client_no_context_takeover" : "")
                    + (window is { } client ? string.Create(CultureInfo.InvariantCulture, $"; client_max_window_bits={client}") : "");
            }
        }

        deflate = null;
        return null;
    }
}

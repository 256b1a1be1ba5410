using System.IO.Compression;
using Replay.Capture.HexDumps;
using Replay.Sessions.Streams;

namespace Replay.Capture.Har;

/// <summary>
/// HTTP Archive with <c>_webSocketMessages</c>, as Chrome, mitmproxy and others export it; plain, gzip or zlib (mitmproxy's
/// <c>.zhar</c>).
/// </summary>
public sealed class HarFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "har";

    /// <inheritdoc/>
    public string Description => "HTTP Archive with _webSocketMessages, also compressed";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (Compression(head) is { } open)
        {
            byte[] plain = new byte[4096];
            int length = 0;
            try
            {
                using Stream stream = open(new MemoryStream(head.ToArray()));
                length = stream.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException)
            {
                // What came out before may do.
            }

            return Sniff(name, plain.AsSpan(0, length));
        }

        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        if (text.IsEmpty || text[0] != '{')
        {
            return Confidence.None;
        }

        ReadOnlySpan<byte> first = text[1..].TrimStart(" \t\r\n"u8);
        bool isLog = first.StartsWith("\"log\""u8);
        bool hasMembers = text.IndexOf("\"entries\""u8) > 0 || text.IndexOf("\"creator\""u8) > 0 || text.IndexOf("\"pages\""u8) > 0;
        return isLog && hasMembers ? Confidence.Certain
            : isLog || name.EndsWith(".har", StringComparison.OrdinalIgnoreCase) ? Confidence.Likely
            : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        byte[] head = new byte[2];
        int length = input.Stream.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        Stream whole = new PrefixedStream(head.AsMemory(0, length), input.Stream, leaveOpen: true);
        Func<Stream, Stream>? open = Compression(head.AsSpan(0, length));
        using Stream? plain = open?.Invoke(whole);
        long limit = context.Options.MaxDocument;
        // What is compressed may be a bomb: its plain size is limited as a whole.
        JsonTokens tokens = new(plain ?? whole, limit, plain is null ? null : limit);
        RecordDelivery delivery = new(input, context, []);
        new HarReader(input, context, tokens, delivery).Read();
    }

    private static Func<Stream, Stream>? Compression(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, ..] => stream => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true),
        // RFC 1950 §2.2: deflate, and a check that makes the two octets a multiple of 31.
        [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..] => stream => new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };
}

using System.IO.Compression;
using Replay.Sessions;

namespace Replay.Capture.Saz;

/// <summary>
/// Fiddler's session archive: a zip with the heads (<c>raw/N_c.txt</c>, <c>raw/N_s.txt</c>) and the WebSocket frames
/// (<c>raw/N_w.txt</c>) of each session, octet for octet.
/// </summary>
public sealed class SazFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "saz";

    /// <inheritdoc/>
    public string Description => "Fiddler session archive";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("PK\u0003\u0004"u8))
        {
            return Confidence.None;
        }

        bool isNamed = name.EndsWith(".saz", StringComparison.OrdinalIgnoreCase);
        bool hasRaw = head.IndexOf("raw/"u8) > 0 || head.IndexOf("raw\\"u8) > 0;
        return hasRaw && (isNamed || head.IndexOf("_c.txt"u8) > 0) ? Confidence.Certain : isNamed ? Confidence.Likely : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        if (Seekable(input, context) is not { } stream)
        {
            return;
        }

        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            new SazReader(input, context, archive).Read();
        }
        catch (InvalidDataException exception)
        {
            context.Sink.Report(new CaptureProblem(input.Name, null, null, "not a zip archive, or a damaged one: " + exception.Message.TrimEnd('.')));
        }
    }

    /// <summary>A zip's directory stands at its end: what cannot seek is held, up to the limit.</summary>
    private static Stream? Seekable(SourceInput input, SourceContext context)
    {
        if (input.Stream.CanSeek)
        {
            return input.Stream;
        }

        MemoryStream held = new();
        byte[] block = new byte[64 * 1024];
        while (input.Stream.Read(block) is > 0 and int read)
        {
            if (held.Length + read > Math.Min(context.Options.MaxDocument, Array.MaxLength))
            {
                context.Sink.Report(new CaptureProblem(input.Name, null, null, string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"an archive of more than {context.Options.MaxDocument} octets that cannot be read from a pipe; name the file")));
                return null;
            }

            held.Write(block, 0, read);
        }

        held.Position = 0;
        return held;
    }
}

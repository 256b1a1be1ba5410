using Replay.Sessions;

namespace Replay.Capture.Autobahn;

/// <summary>Reads an input whole, up to the limit for documents.</summary>
internal static class ReportInput
{
    /// <summary>The octets; what is beyond the limit is reported and left out.</summary>
    public static byte[] ReadAll(SourceInput input, SourceContext context)
    {
        using var octets = new MemoryStream();
        byte[] block = new byte[64 * 1024];
        while (!context.Cancellation.IsCancellationRequested)
        {
            int count = input.Stream.Read(block);
            if (count == 0)
            {
                break;
            }

            long room = Math.Min(context.Options.MaxDocument, Array.MaxLength) - octets.Length;
            octets.Write(block, 0, (int)Math.Min(count, room));
            if (count > room)
            {
                context.Sink.Report(new CaptureProblem(
                    input.Name, null, octets.Length, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the document is longer than {octets.Length} octets; the rest is not read")));
                break;
            }
        }

        return octets.ToArray();
    }

    /// <summary>The line, from 1, that an offset is in.</summary>
    public static long Line(ReadOnlySpan<byte> document, int offset) => 1 + document[..Math.Min(offset, document.Length)].Count((byte)'\n');
}

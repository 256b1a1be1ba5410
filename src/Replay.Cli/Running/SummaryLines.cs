using Replay.Reports.Ndjson;

namespace Replay.Cli.Running;

/// <summary>Finds the summaries of a file: alone, or the last line of a run's NDJSON.</summary>
internal static class SummaryLines
{
    /// <summary>Octets of one summary: ten thousand encrypted connections take a few MiB.</summary>
    public const int MaxLine = 64 * 1024 * 1024;

    /// <summary>Adds all summaries of a file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="reader">Where they go.</param>
    /// <param name="line">The line that is wrong, or the last.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Add(Stream stream, SummaryReader reader, out long line)
    {
        byte[] buffer = new byte[64 * 1024];
        int end = 0;
        int found = 0;
        bool ended = false;
        line = 0;
        while (!ended)
        {
            int count = stream.Read(buffer, end, buffer.Length - end);
            end += count;
            ended = count == 0;
            int start = 0;
            while (start < end)
            {
                int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
                if (length < 0 && !ended)
                {
                    break;
                }

                line++;
                ReadOnlyMemory<byte> text = buffer.AsMemory(start, length < 0 ? end - start : length);
                start += text.Length + 1;
                if (Take(text, reader, ref found) is { } wrong)
                {
                    return wrong;
                }
            }

            start = Math.Min(start, end);
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            if (end == buffer.Length)
            {
                if (end >= MaxLine)
                {
                    line++;
                    return "the line is longer than any summary";
                }

                Array.Resize(ref buffer, end * 2);
            }
        }

        return found > 0 ? null : "there is no summary in it: 'wsreplay decode ... --format summary --json' writes one, as does --format ndjson at its end";
    }

    private static string? Take(ReadOnlyMemory<byte> line, SummaryReader reader, ref int found)
    {
        if (line.Span.Trim(" \t\r"u8).IsEmpty || SummaryReader.IsOtherEvent(line.Span))
        {
            return null;
        }

        found++;
        return reader.Add(line);
    }
}

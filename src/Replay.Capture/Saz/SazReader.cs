using System.Globalization;
using System.IO.Compression;
using Replay.Capture.HexDumps;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Saz;

/// <summary>Reads the sessions of a Fiddler archive that hold WebSocket frames.</summary>
internal sealed class SazReader(SourceInput input, SourceContext context, ZipArchive archive)
{
    private const int MaxHead = 1024 * 1024;

    // What members may unpack to, together: a zip bomb stops here.
    private long _left = context.Options.MaxDocument;

    /// <summary>Reads all sessions in the order of their numbers.</summary>
    public void Read()
    {
        Dictionary<long, SazSession> sessions = [];
        foreach (ZipArchiveEntry member in archive.Entries)
        {
            if (TryName(member.FullName, out long number, out char part))
            {
                SazSession session = sessions.GetValueOrDefault(number) ?? new SazSession();
                session.Add(part, member);
                sessions[number] = session;
            }
        }

        long read = 0;
        foreach ((long number, SazSession session) in sessions.OrderBy(pair => pair.Key))
        {
            if (session.Frames is null || context.Cancellation.IsCancellationRequested)
            {
                continue;
            }

            read++;
            string name = $"{input.Name}/{session.Frames.FullName}";
            try
            {
                ReadSession(session, name);
            }
            catch (InvalidDataException)
            {
                context.Sink.Report(new CaptureProblem(name, number, null, "a member that is damaged, encrypted or unpacks to more than the limit") { RecordKind = "session" });
            }
        }

        if (read == 0)
        {
            context.Sink.Report(new CaptureProblem(
                input.Name, null, null, string.Create(CultureInfo.InvariantCulture, $"no WebSocket frames in {sessions.Count} sessions"), IsFatal: sessions.Count == 0));
        }
    }

    private void ReadSession(SazSession session, string name)
    {
        using Stream frames = Open(session.Frames!);
        RecordDelivery delivery = new(new SourceInput(name, frames), context,
        [
            "Fiddler records what it passed on as a proxy: the request line in absolute form, heads as it rewrote them",
            "the sizes of reads and writes are not recorded",
        ]);
        SazTimes times = Times(session.Times);
        delivery.Name(times.Client, times.Server);
        try
        {
            byte[] request = Head(session.Request);
            byte[] response = Head(session.Response);
            delivery.StartsAtFrame = request.Length == 0;
            Push(delivery, RecordMark.Client, times.Request, request);
            Push(delivery, RecordMark.Server, times.Response, response);
            new SazFrames(frames, delivery).Read();
        }
        finally
        {
            delivery.NextConnection();
        }
    }

    private static void Push(RecordDelivery delivery, RecordMark mark, Timestamp time, ReadOnlySpan<byte> octets)
    {
        delivery.Begin(mark, time);
        delivery.Record.Add(octets);
        delivery.Flush();
    }

    /// <summary>A head with its blank line; what stands behind it is no part of the WebSocket.</summary>
    private byte[] Head(ZipArchiveEntry? member)
    {
        if (member is null)
        {
            return [];
        }

        byte[] octets = new byte[(int)Math.Min(Math.Max(member.Length, 0), MaxHead)];
        using Stream stream = Open(member);
        int length = stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        int end = octets.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        return octets[..(end < 0 ? length : end + 4)];
    }

    private SazTimes Times(ZipArchiveEntry? member)
    {
        if (member is null || member.Length > MaxHead)
        {
            return SazTimes.None;
        }

        using Stream stream = Open(member);
        return SazTimes.Read(stream);
    }

    private Stream Open(ZipArchiveEntry member) =>
        member.IsEncrypted ? throw new InvalidDataException() : new BoundedStream(member.Open(), count => (_left -= count) >= 0);

    /// <summary>"raw/12_w.txt": session 12, frames.</summary>
    private static bool TryName(string name, out long number, out char part)
    {
        number = 0;
        part = ' ';
        int start = name.LastIndexOfAny(['/', '\\']) + 1;
        ReadOnlySpan<char> file = name.AsSpan(start);
        int underscore = file.IndexOf('_');
        if (underscore <= 0 || underscore + 2 >= file.Length || file[underscore + 2] != '.'
            || !long.TryParse(file[..underscore], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        part = char.ToLowerInvariant(file[underscore + 1]);
        return part is 'c' or 's' or 'w' or 'm';
    }

    private sealed class SazSession
    {
        public ZipArchiveEntry? Request { get; private set; }

        public ZipArchiveEntry? Response { get; private set; }

        public ZipArchiveEntry? Frames { get; private set; }

        public ZipArchiveEntry? Times { get; private set; }

        public void Add(char part, ZipArchiveEntry member)
        {
            switch (part)
            {
                case 'c':
                    Request = member;
                    break;
                case 's':
                    Response = member;
                    break;
                case 'w':
                    Frames = member;
                    break;
                default:
                    Times = member;
                    break;
            }
        }
    }
}

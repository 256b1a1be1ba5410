using System.Text;
using Replay.Capture;
using Replay.Capture.Packets.Writing;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.Packets.Writing;

/// <summary>A record, read, written as a capture and read again.</summary>
internal sealed class RoundTrip
{
    private RoundTrip(SessionBuilder original, SessionBuilder again, byte[] file, IReadOnlyList<string> losses) =>
        (Original, Again, File, Losses) = (original.Sessions, again.Sessions, file, losses);

    public IReadOnlyList<Session> Original { get; }

    public IReadOnlyList<Session> Again { get; }

    public byte[] File { get; }

    public IReadOnlyList<string> Losses { get; }

    public static RoundTrip Of(string text, long lookBehind = CaptureFileWriter.DefaultLookBehind) =>
        Of(Encoding.UTF8.GetBytes(text), lookBehind);

    public static RoundTrip Of(byte[] record, long lookBehind = CaptureFileWriter.DefaultLookBehind)
    {
        var original = new SessionBuilder();
        Decode(record, original, SourceOptions.Default);
        using var file = new MemoryStream();
        using var writer = new CaptureFileWriter(file, isPcapng: true, "test", lookBehind);
        Decode(record, writer, SourceOptions.Default);
        writer.Complete();

        // Conversations without a handshake are known to be there.
        var again = new SessionBuilder();
        Decode(file.ToArray(), again, SourceOptions.Default with { WebSocketPorts = [80] });
        return new RoundTrip(original, again, file.ToArray(), writer.Losses);
    }

    public static void Decode(byte[] record, ISessionSink sink, SourceOptions options)
    {
        var decoder = new ConversationDecoder(sink);
        ISourceFormat format = SourceFormats.All.MaxBy(one => one.Sniff("input", record.AsSpan(0, Math.Min(record.Length, 65_536))))!;
        using var stream = new MemoryStream(record, writable: false);
        format.Read(new SourceInput("input", stream), new SourceContext(decoder, options));
        decoder.Complete();
    }

    /// <summary>What must be the same, a line each: no times (the record may have none), and not what ended it.</summary>
    public static string Describe(Session session)
    {
        var text = new StringBuilder();
        text.AppendLine($"handshake {session.Handshake}");
        foreach (SessionFrame frame in session.Frames)
        {
            FrameStart start = frame.Start;
            text.AppendLine($"frame {start.Frame} {start.Direction} {start.Offset} {start.Header} {StateOf(frame.State)} {Convert.ToHexStringLower(frame.Payload.Span)} {frame.CloseCode?.Value}");
        }

        foreach (SessionMessage message in session.Messages)
        {
            text.AppendLine($"message {message.End with { Time = Timestamp.None, State = StateOf(message.End.State) }} {Convert.ToHexStringLower(message.Data.Span)}");
        }

        foreach (Violation violation in session.Violations)
        {
            text.AppendLine($"violation {violation}");
        }

        foreach (GapView gap in session.Gaps)
        {
            text.AppendLine($"gap {gap.Direction} {gap.Offset} {gap.Length}");
        }

        text.AppendLine($"end {session.End.ClosedBy} {session.End.ClientCloseCode?.Value} {session.End.ServerCloseCode?.Value}");
        return text.ToString();
    }

    /// <summary>A capture does not know what was rebuilt and what was left out.</summary>
    private static PayloadState StateOf(PayloadState state) => state switch
    {
        PayloadState.Rebuilt => PayloadState.Complete,
        PayloadState.Elided => PayloadState.Gap,
        _ => state,
    };
}

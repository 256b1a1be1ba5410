using Replay.Capture;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Interop;

/// <summary>Our decode of a capture.</summary>
internal static class OurDecode
{
    /// <summary>The frames of a capture.</summary>
    public static FrameStreams Decode(string path)
    {
        FrameStreams streams = new();
        Into(new SessionBuilder(onSession: session => Add(streams, session)), path);
        return streams;
    }

    /// <summary>The conversations of a capture.</summary>
    public static IReadOnlyList<Session> Sessions(string path)
    {
        var builder = new SessionBuilder();
        Into(builder, path);
        return builder.Sessions;
    }

    /// <summary>Reads a capture into a sink.</summary>
    public static void Into(ISessionSink sink, string path)
    {
        var decoder = new ConversationDecoder(sink);
        using FileStream stream = File.OpenRead(path);
        byte[] head = new byte[4096];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        ISourceFormat format = SourceFormats.All.MaxBy(one => one.Sniff(path, head.AsSpan(0, length)))!;
        format.Read(new SourceInput(Path.GetFileName(path), stream), new SourceContext(decoder, SourceOptions.Default));
        decoder.Complete();
    }

    private static void Add(FrameStreams streams, Session session)
    {
        foreach (SessionFrame frame in session.Frames)
        {
            FrameHeader header = frame.Start.Header;
            bool fromClient = (frame.Start.Direction == Direction.Tx) == (session.Connection.Perspective == Perspective.Client);
            streams.Add(
                session.Connection.Connection - 1,
                (fromClient ? session.Connection.Client : session.Connection.Server) ?? "",
                new WireFrame(
                    header.Fin,
                    header.Rsv,
                    (int)header.Opcode,
                    header.Masked ? header.MaskingKey.BigEndian.ToString("x8", System.Globalization.CultureInfo.InvariantCulture) : null,
                    header.PayloadLength,
                    frame.CloseCode?.Value),
                frame.State == PayloadState.Gap ? FrameStreams.Unfinished : 0);
        }
    }
}

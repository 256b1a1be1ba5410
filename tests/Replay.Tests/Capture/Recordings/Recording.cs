using Replay.Capture;
using Replay.Sessions;

namespace Replay.Tests.Capture.Recordings;

/// <summary>The files of <c>captures/</c>.</summary>
internal static class Recording
{
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "captures");

    public static IEnumerable<string> Names => System.IO.Directory.EnumerateFiles(Directory)
        .Select(file => Path.GetFileName(file))
        .Where(name => Path.GetExtension(name) is not (".md" or ".png"))
        .Order(StringComparer.Ordinal);

    public static byte[] Octets(string name) => File.ReadAllBytes(Path.Combine(Directory, name));

    /// <summary>Reads octets in the format that they are in.</summary>
    public static void Read(string name, byte[] octets, IOctetSink sink)
    {
        ISourceFormat format = SourceFormats.All.MaxBy(one => one.Sniff(name, octets.AsSpan(0, Math.Min(octets.Length, 64 * 1024))))!;
        using MemoryStream stream = new(octets, writable: false);
        format.Read(new SourceInput(name, stream), new SourceContext(sink, SourceOptions.Default));
    }

    /// <summary>The sessions of a capture, by the number of their connection.</summary>
    public static Session[] Sessions(string name, byte[]? octets = null)
    {
        SessionBuilder builder = new();
        ConversationDecoder decoder = new(builder);
        Read(name, octets ?? Octets(name), decoder);
        decoder.Complete();
        return [.. builder.Sessions.OrderBy(session => session.Connection.Connection)];
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Engine.Replaying;

/// <summary>The opening handshake's request of a replay: the recorded one but for what must differ.</summary>
internal static class ReplayRequest
{
    /// <summary>Makes the request's octets.</summary>
    public static byte[] Make(Session recorded, ReplayOptions options)
    {
        var octets = new ArrayBufferWriter<byte>();
        string key = WebSocketKey.FromNonce(RandomNumberGenerator.GetBytes(16));
        Target target = options.Target;
        if (recorded.Request is { } request)
        {
            // A target without a path leaves the recorded one: the same conversation, elsewhere.
            HandshakeWriter.RewriteRequest(
                request,
                target.RequestTarget == "/" ? null : target.RequestTarget,
                target.HostField,
                options.KeepKey ? null : key,
                octets);
        }
        else
        {
            bool compressed = recorded.Handshake.Deflate is not null || recorded.Frames.Any(frame => frame.Start.Header.Rsv == 4);
            HandshakeWriter.WriteRequest(
                new HandshakeRequestOptions
                {
                    Target = target.RequestTarget,
                    Host = target.HostField,
                    Key = key,
                    Extensions = compressed ? [new DeflateOffer(ClientMaxWindowBitsOffered: true).ToString()] : [],
                },
                octets);
        }

        List<HttpField> fields = [.. options.Connect.Headers];
        if (target.UserInfo is { } user && !fields.Exists(field => field.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)))
        {
            fields.Add(new HttpField("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user))));
        }

        return fields.Count == 0 ? octets.WrittenSpan.ToArray() : WithFields(octets.WrittenSpan, fields);
    }

    // A field takes the place of the first of its name; further ones of that name go.
    private static byte[] WithFields(ReadOnlySpan<byte> head, List<HttpField> fields)
    {
        List<string> lines = [.. Encoding.Latin1.GetString(head).TrimEnd('\r', '\n').Split("\r\n")];
        foreach (IGrouping<string, HttpField> named in fields.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase))
        {
            int at = lines.FindIndex(1, line => IsNamed(line, named.Key));
            lines.RemoveAll(line => IsNamed(line, named.Key) && !ReferenceEquals(line, lines[0]));
            lines.InsertRange(at < 0 ? lines.Count : Math.Min(at, lines.Count), named.Where(field => field.Value.Length > 0).Select(field => field.Name + ": " + field.Value));
        }

        return Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n");
    }

    private static bool IsNamed(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}

using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

/// <summary>Heads to start from: valid ones, changed line by line.</summary>
internal static class Heads
{
    public static readonly string[] RequestLines =
    [
        "GET /chat HTTP/1.1",
        "Host: example.com",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ];

    public static readonly string[] ResponseLines =
    [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ];

    public static HttpHead Request(params string[] changes) => Head(Change(RequestLines, changes));

    public static HttpHead Response(params string[] changes) => Head(Change(ResponseLines, changes));

    public static HttpHead Head(IEnumerable<string> lines) => HttpHead.Parse(Octets(lines));

    public static byte[] Octets(IEnumerable<string> lines) => Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => line + "\r\n")) + "\r\n");

    public static List<HandshakeFinding> FindingsOfRequest(params string[] changes) => FindingsOfRequest(Request(changes));

    public static List<HandshakeFinding> FindingsOfRequest(HttpHead request)
    {
        List<HandshakeFinding> findings = [];
        HandshakeValidator.ValidateRequest(request, findings);
        return findings;
    }

    public static List<HandshakeFinding> FindingsOfResponse(HttpHead? request, HttpHead response)
    {
        List<HandshakeFinding> findings = [];
        HandshakeValidator.ValidateResponse(request, response, findings, out _);
        return findings;
    }

    /// <summary>"-Name" takes a field out, "+Line" adds a line, "Name: value" replaces a field, anything else the start line.</summary>
    private static List<string> Change(string[] lines, string[] changes)
    {
        List<string> changed = [.. lines];
        foreach (string change in changes)
        {
            if (change.StartsWith('-'))
            {
                changed.RemoveAll(line => line.StartsWith(change[1..] + ":", StringComparison.Ordinal));
            }
            else if (change.StartsWith('+'))
            {
                changed.Add(change[1..]);
            }
            else if (changed.FindIndex(1, line => change.StartsWith(line[..(line.IndexOf(':') + 1)], StringComparison.Ordinal)) is > 0 and int at)
            {
                changed[at] = change;
            }
            else
            {
                changed[0] = change;
            }
        }

        return changed;
    }
}

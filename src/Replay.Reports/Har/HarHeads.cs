using Replay.Protocol;
using Replay.Reports.Ndjson;

namespace Replay.Reports.Har;

/// <summary>The heads of an opening handshake as HAR's request and response.</summary>
internal static class HarHeads
{
    public static void WriteRequest(JsonWriter json, HttpHead? head, string? server)
    {
        string target = head?.Target is { Length: > 0 } asked ? asked : "/";
        string host = head?.GetFirst("Host") ?? server ?? "unknown.invalid";
        json.Name("request"u8);
        json.BeginObject();
        json.Member("method"u8, head?.Method ?? "GET");
        json.Member("url"u8, target.Contains("://", StringComparison.Ordinal) ? target : $"ws://{host}{target}");
        WriteCommon(json, head);
        json.Name("queryString"u8);
        json.BeginArray();
        json.EndArray();
        WriteSizes(json, head);
        json.EndObject();
    }

    public static void WriteResponse(JsonWriter json, HttpHead? head)
    {
        json.Name("response"u8);
        json.BeginObject();
        json.Member("status"u8, (long)(head?.Status ?? 0));
        json.Member("statusText"u8, head?.Reason ?? "");
        WriteCommon(json, head);
        json.Name("content"u8);
        json.BeginObject();
        json.Member("size"u8, 0L);
        json.Member("mimeType"u8, "x-unknown");
        json.EndObject();
        json.Member("redirectURL"u8, head?.GetFirst("Location") ?? "");
        WriteSizes(json, head);
        json.EndObject();
    }

    private static void WriteCommon(JsonWriter json, HttpHead? head)
    {
        json.Member("httpVersion"u8, head?.Version ?? "HTTP/1.1");
        json.Name("cookies"u8);
        json.BeginArray();
        json.EndArray();
        json.Name("headers"u8);
        json.BeginArray();
        foreach (HttpField field in head?.Fields ?? [])
        {
            json.BeginObject();
            json.Member("name"u8, field.Name);
            json.Member("value"u8, field.Value);
            json.EndObject();
        }

        json.EndArray();
    }

    private static void WriteSizes(JsonWriter json, HttpHead? head)
    {
        json.Member("headersSize"u8, (long)(head?.Octets.Length ?? -1));
        json.Member("bodySize"u8, 0L);
    }
}

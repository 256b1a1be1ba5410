using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Replay.Capture.Autobahn;
using Replay.Sessions;

namespace Replay.Capture.Results;

/// <summary>A JSON document of results, read whole, and its members.</summary>
internal static class ResultDocument
{
    /// <summary>Reads the document; null, and a problem, where there is nobody who takes results or it is no JSON.</summary>
    /// <param name="input">The input.</param>
    /// <param name="context">Where to report.</param>
    /// <param name="what">What it is, for who cannot use it.</param>
    public static JsonDocument? Open(SourceInput input, SourceContext context, string what)
    {
        if (context.Results is null)
        {
            context.Sink.Report(new CaptureProblem(input.Name, null, null, $"it is {what}, no record of a conversation; 'wsreplay report' shows it"));
            return null;
        }

        byte[] octets = ReportInput.ReadAll(input, context);
        int start = octets.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            return JsonDocument.Parse(octets.AsMemory(start));
        }
        catch (JsonException exception)
        {
            context.Sink.Report(new CaptureProblem(input.Name, exception.LineNumber + 1, null, "not JSON, or cut off"));
            return null;
        }
    }

    /// <summary>A member that is an object's, an array's or a value's; undefined where there is none.</summary>
    public static JsonElement Member(JsonElement one, string name) =>
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>A member's name; what is no Unicode in it is replaced.</summary>
    public static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    /// <summary>A text, or null.</summary>
    public static string? Text(JsonElement one, string name)
    {
        JsonElement value = Member(one, name);
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or octets that are no UTF-8.
            return null;
        }
    }

    /// <summary>A number, or null.</summary>
    public static double? Number(JsonElement one, string name)
    {
        JsonElement value = Member(one, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : null;
    }

    /// <summary>The elements of an array; none where there is no array.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement array) => array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    /// <summary>A length of time within what a day counter holds.</summary>
    public static TimeSpan? Span(double? seconds) => seconds is >= 0 and < 1e9 ? TimeSpan.FromTicks((long)Math.Round(seconds.Value * TimeSpan.TicksPerSecond)) : null;
}

using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Replay.Protocol;

namespace Replay.Capture.Ndjson;

/// <summary>The members of one line, read as what the contract says they are.</summary>
internal readonly struct EventLine(JsonElement members)
{
    /// <summary>A member's text, or null for one that is missing, null or no text.</summary>
    public string? Text(ReadOnlySpan<byte> name) =>
        members.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>A number from 0, or null.</summary>
    public ulong? Number(ReadOnlySpan<byte> name) =>
        members.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number && member.TryGetUInt64(out ulong number)
            ? number
            : null;

    /// <summary>A number that has to be there.</summary>
    public ulong Need(ReadOnlySpan<byte> name, ulong most = ulong.MaxValue) =>
        Number(name) is { } number && number <= most ? number : throw Bad(name);

    /// <summary>True or false, or null.</summary>
    public bool? Flag(ReadOnlySpan<byte> name) =>
        members.TryGetProperty(name, out JsonElement member) && member.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? member.GetBoolean()
            : null;

    /// <summary>Which stream a line is about.</summary>
    public Direction Direction() => Text("direction"u8) switch
    {
        "tx" => Protocol.Direction.Tx,
        "rx" => Protocol.Direction.Rx,
        _ => throw Bad("direction"u8),
    };

    /// <summary>Octets in hexadecimal digits, or null for none.</summary>
    public byte[]? Hex(ReadOnlySpan<byte> name)
    {
        if (!members.TryGetProperty(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        ReadOnlySpan<byte> digits = JsonMarshal.GetRawUtf8Value(member);
        if (member.ValueKind != JsonValueKind.String)
        {
            throw Bad(name);
        }

        digits = digits[1..^1];
        byte[] octets = new byte[digits.Length / 2];
        return Convert.FromHexString(digits, octets, out _, out _) == OperationStatus.Done ? octets : throw Bad(name);
    }

    /// <summary>A time, ISO 8601 in UTC with up to nine fractional digits.</summary>
    public Timestamp Time(ReadOnlySpan<byte> name)
    {
        if (Text(name) is not { } text)
        {
            return Timestamp.None;
        }

        const int Whole = 19;
        string fraction = text.Length > Whole && text.EndsWith('Z') ? text[Whole..^1].TrimStart('.') : "x";
        if (!DateTimeOffset.TryParseExact(
                text.AsSpan(0, Math.Min(text.Length, Whole)),
                "yyyy-MM-dd'T'HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset whole)
            || !uint.TryParse(fraction.PadRight(9, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out uint nanoseconds)
            || nanoseconds > 999_999_999
            || Math.Abs(whole.ToUnixTimeSeconds()) >= long.MaxValue / 1_000_000_000)
        {
            throw Bad(name);
        }

        return new Timestamp((whole.ToUnixTimeSeconds() * 1_000_000_000) + nanoseconds);
    }

    /// <summary>The lines of a head, as the contract has them: an array of [name, value].</summary>
    public IEnumerable<(string Name, string Value)> Headers()
    {
        if (!members.TryGetProperty("headers"u8, out JsonElement headers) || headers.ValueKind != JsonValueKind.Array)
        {
            throw Bad("headers"u8);
        }

        foreach (JsonElement header in headers.EnumerateArray())
        {
            if (header.ValueKind != JsonValueKind.Array || header.GetArrayLength() != 2 || header.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String))
            {
                throw Bad("headers"u8);
            }

            yield return (header[0].GetString()!, header[1].GetString()!);
        }
    }

    /// <summary>What is thrown for a member that is missing or is not what it should be; caught for each line.</summary>
    public static FormatException Bad(ReadOnlySpan<byte> name) =>
        new($"\"{System.Text.Encoding.ASCII.GetString(name)}\" is missing or not what it should be");
}

using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases.Scripts;

/// <summary>Words that the descriptions of steps share.</summary>
public static class StepText
{
    private const int ShownOctets = 32;

    public static string Word(MessageType type) => type == MessageType.Text ? "text" : "binary";

    /// <summary>A payload in words: "13 octets "Hello, world!"", "65536 octets 2a repeated", "empty".</summary>
    public static string Payload(PayloadPattern payload)
    {
        if (payload.Length == 0)
        {
            return "empty";
        }

        string octets = Octets(payload.Length);
        return payload.Unit.Length < payload.Length
            ? $"{octets}: {Quote(payload.Unit)} repeated"
            : $"{octets}: {Quote(payload.Unit)}";
    }

    public static string Octets(long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} octet{(count == 1 ? "" : "s")}");

    public static string Seconds(double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds} second{(seconds == 1 ? "" : "s")}");

    /// <summary>Text where every character can be shown, hex elsewhere, cut at 32 octets: it goes to terminals and golden files.</summary>
    public static string Quote(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> shown = octets[..Math.Min(octets.Length, ShownOctets)];
        string rest = shown.Length < octets.Length ? "..." : "";
        if (Utf8.IsValid(shown))
        {
            string text = Encoding.UTF8.GetString(shown);
            if (text.All(one => one is >= ' ' and <= '~' and not '"'))
            {
                return $"\"{text}\"{rest}";
            }
        }

        return $"0x{Convert.ToHexStringLower(shown)}{rest}";
    }
}

using System.Buffers;
using System.Text;

namespace Replay.Protocol;

/// <summary>The characters of HTTP's grammar, RFC 9110 §5.6.2 and RFC 9112 §2.</summary>
internal static class HttpSyntax
{
    private const int LongestShown = 128;

    private static readonly SearchValues<byte> TokenOctets = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // RFC 9110 §5.5: everything below space but HTAB, and DEL. CR counts here: line ends are cut off before.
    private static readonly SearchValues<byte> ControlOctets = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>True for one or more token octets.</summary>
    public static bool IsToken(ReadOnlySpan<byte> octets) => !octets.IsEmpty && !octets.ContainsAnyExcept(TokenOctets);

    /// <summary>How many octets at the start are token octets.</summary>
    public static int TokenLength(ReadOnlySpan<byte> octets)
    {
        int length = octets.IndexOfAnyExcept(TokenOctets);
        return length < 0 ? octets.Length : length;
    }

    /// <summary>Position of the first control octet, or -1.</summary>
    public static int IndexOfControl(ReadOnlySpan<byte> octets) => octets.IndexOfAny(ControlOctets);

    /// <summary>True for space and HTAB.</summary>
    public static bool IsWhiteSpace(byte octet) => octet is (byte)' ' or (byte)'\t';

    /// <summary>Cuts spaces and HTABs off both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> octets) => octets.Trim(" \t"u8);

    /// <summary>Octets as text in which each octet is one character, so that nothing is lost.</summary>
    public static string Latin1(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);

    /// <summary>As <see cref="Latin1"/>, cut to what a person wants to read in a finding.</summary>
    public static string Shown(ReadOnlySpan<byte> octets) =>
        octets.Length <= LongestShown ? Latin1(octets) : Latin1(octets[..LongestShown]) + "…";

    /// <summary>Text cut to what a person wants to read in a finding.</summary>
    public static string Shown(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}

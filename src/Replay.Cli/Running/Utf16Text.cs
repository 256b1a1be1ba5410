using System.Text;
using Replay.Sessions.Streams;

namespace Replay.Cli.Running;

/// <summary>Text in UTF-16, as PowerShell's redirection writes it, whatever the format: readers get it in UTF-8.</summary>
internal static class Utf16Text
{
    /// <summary>True when an input begins with the byte order mark of UTF-16. No format that is not text does.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> head) => head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    /// <summary>The text as UTF-8, without its mark; halves of surrogate pairs are replaced.</summary>
    /// <param name="head">What was read of the input.</param>
    /// <param name="rest">What was not; disposed of with the returned stream.</param>
    public static Stream AsUtf8(ReadOnlySpan<byte> head, Stream rest) => Encoding.CreateTranscodingStream(
        new PrefixedStream(head[2..].ToArray(), rest, leaveOpen: false),
        head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode,
        Encoding.UTF8);
}

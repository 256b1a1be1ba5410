using System.Buffers;
using System.Text;

namespace Replay.Reports.Text;

/// <summary>
/// Writes text from the wire so that every character of it can be seen: controls and characters that reorder text as
/// <c>\n</c>, <c>\x1b</c>, <c>\u202e</c>, octets that are not UTF-8 as <c>\xff</c>. Backslashes stay as they are: what
/// people read here is mostly JSON.
/// </summary>
internal sealed class VisibleText(Utf8Output output, Palette palette)
{
    /// <summary>Writes one line's worth: no breaks are made.</summary>
    public void Write(string text)
    {
        // Latin-1 from an HTTP head or a name from a file: both come through UTF-8 so that one table decides.
        Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Writes one line's worth: no breaks are made.</summary>
    public void Write(ReadOnlySpan<byte> text) => Write(text, 0, int.MaxValue, int.MaxValue, false);

    /// <summary>Writes text in lines of a block.</summary>
    /// <param name="text">The octets.</param>
    /// <param name="indent">Columns before each line but the first.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="maxLines">Lines at most.</param>
    /// <param name="breaksAreOurs">True when line feeds are part of the layout and not of the payload.</param>
    /// <returns>Octets written; fewer than there are when the lines did not suffice.</returns>
    public int Write(ReadOnlySpan<byte> text, int indent, int width, int maxLines, bool breaksAreOurs)
    {
        int at = 0;
        int column = 0;
        int line = 1;
        while (at < text.Length)
        {
            if (column >= width)
            {
                if (line == maxLines)
                {
                    return at;
                }

                Break(indent);
                line++;
                column = 0;
            }

            int plain = text[at..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
            int run = Math.Min(plain < 0 ? text.Length - at : plain, width - column);
            if (run > 0)
            {
                output.Write(text.Slice(at, run));
                at += run;
                column += run;
                continue;
            }

            if (text[at] == (byte)'\n' && maxLines != int.MaxValue)
            {
                column += breaksAreOurs ? 0 : Escaped("\\n"u8);
                at++;
                if (at < text.Length)
                {
                    if (line == maxLines)
                    {
                        return at;
                    }

                    Break(indent);
                    line++;
                    column = 0;
                }

                continue;
            }

            column += One(text[at..], out int length);
            at += length;
        }

        return at;
    }

    /// <summary>True for UTF-8 without controls other than tab, line feed and carriage return: somebody wrote it to be read.</summary>
    public static bool IsReadable(ReadOnlySpan<byte> octets) =>
        octets.IndexOfAny(NotText) < 0 && System.Text.Unicode.Utf8.IsValid(octets);

    private static readonly SearchValues<byte> NotText = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 0x7F]);

    private int One(ReadOnlySpan<byte> text, out int length)
    {
        OperationStatus status = Rune.DecodeFromUtf8(text, out Rune rune, out length);
        if (status != OperationStatus.Done)
        {
            int columns = 0;
            for (int i = 0; i < length; i++)
            {
                columns += EscapedOctet(text[i]);
            }

            return columns;
        }

        if (!UnsafeText.IsHazard(rune))
        {
            output.Write(rune);
            return 1;
        }

        return rune.Value switch
        {
            '\n' => Escaped("\\n"u8),
            '\r' => Escaped("\\r"u8),
            '\t' => Escaped("\\t"u8),
            < 0x80 => EscapedOctet((byte)rune.Value),
            _ => EscapedRune(rune.Value),
        };
    }

    private int Escaped(ReadOnlySpan<byte> text)
    {
        output.Write(palette.Escape);
        output.Write(text);
        output.Write(palette.Reset);
        return text.Length;
    }

    private int EscapedOctet(byte octet)
    {
        output.Write(palette.Escape);
        output.Write("\\x"u8);
        output.WriteHex([octet]);
        output.Write(palette.Reset);
        return 4;
    }

    private int EscapedRune(int value)
    {
        output.Write(palette.Escape);
        output.Write(value > 0xFFFF ? "\\U"u8 : "\\u"u8);
        if (value > 0xFFFF)
        {
            output.WriteHex([0, (byte)(value >> 16)]);
        }

        output.WriteHex([(byte)(value >> 8), (byte)value]);
        output.Write(palette.Reset);
        return value > 0xFFFF ? 10 : 6;
    }

    private void Break(int indent)
    {
        output.Write((byte)'\n');
        output.WriteSpaces(indent);
    }
}

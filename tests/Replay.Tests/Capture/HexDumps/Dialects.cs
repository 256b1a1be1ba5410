using System.Globalization;
using System.Text;

namespace Replay.Tests.Capture.HexDumps;

/// <summary>Writes octets as the tools do, so that what is read back can be compared.</summary>
internal static class Dialects
{
    public static IEnumerable<(string Name, Func<byte[], string> Write)> All =>
    [
        ("plain", octets => Convert.ToHexString(octets)),
        ("spaced", octets => Join(octets, " ", "x2")),
        ("0x", octets => "0x" + Join(octets, ", 0x", "x")),
        ("escapes", octets => "\\x" + Join(octets, "\\x", "x2")),
        ("colons", octets => Join(octets, ":", "X2")),
        ("C array", octets => "unsigned char x_bin[] = {\n  0x" + Join(octets, ",\n  0x", "x2") + "\n};\nunsigned int x_bin_len = 5;\n"),
        ("quoted", octets => "tx: \"" + Escape(octets) + "\"\n"),
        ("single quoted bytes", octets => "> b'" + Escape(octets).Replace("'", "\\'", StringComparison.Ordinal) + "'\n"),
        ("xxd", octets => Rows(octets, 16, "{0:x8}: ", Grouped(2), 40, Ascii)),
        ("xxd -c8 -g1 -u", octets => Rows(octets, 8, "{0:x8}: ", (row, _) => Join(row, " ", "X2"), 24, Ascii)),
        ("xxd -g4 -c 12", octets => Rows(octets, 12, "{0:x8}: ", Grouped(4), 28, Ascii)),
        ("xxd -d", octets => Rows(octets, 16, "{0:d8}: ", Grouped(2), 40, Ascii)),
        ("xxd -b", octets => Rows(octets, 6, "{0:x8}: ", (row, _) => string.Join(' ', row.Select(o => Convert.ToString(o, 2).PadLeft(8, '0'))), 54, Ascii)),
        ("xxd -p", octets => string.Concat(octets.Chunk(30).Select(row => Convert.ToHexStringLower(row) + "\n"))),
        ("hexdump -C", octets => Squeezed(octets, "{0:x8}  ", row => Middle(row).PadRight(48) + "  |" + Ascii(row) + "|", "{0:x8}\n")),
        ("hexdump", octets => Squeezed(octets, "{0:x7} ", row => Words(row, "x4"), "{0:x7}\n")),
        ("hexdump -x", octets => Squeezed(octets, "{0:x7}    ", row => Words(row, "x4").Replace(" ", "    ", StringComparison.Ordinal), "{0:x7}\n")),
        ("hexdump -b", octets => Squeezed(octets, "{0:x7} ", row => string.Join(' ', row.Select(o => Octal(o, 3))), "{0:x7}\n")),
        ("od", octets => Squeezed(octets, "{0:o7} ", row => WordsOf(row).Aggregate("", (all, w) => all + (all.Length > 0 ? " " : "") + Octal(w, 6)), "{0:o7}\n")),
        ("od -t u1", octets => Squeezed(octets, "{0:o7}", row => Cells(row, 1, 4, false), "{0:o7}\n")),
        ("od -t d1", octets => Squeezed(octets, "{0:o7}", row => Cells(row, 1, 5, true), "{0:o7}\n")),
        ("od -A x -t u1z", octets => Squeezed(octets, "{0:x6}", row => Cells(row, 1, 4, false).PadRight(64) + "  >" + Ascii(row) + "<", "{0:x6}\n")),
        ("od -d", octets => Squeezed(octets, "{0:o7}", row => Cells(row, 2, 6, false), "{0:o7}\n")),
        ("od -A d -s", octets => Squeezed(octets, "{0:d7}", row => Cells(row, 2, 7, true), "{0:d7}\n")),
        ("od -i", octets => Squeezed(octets, "{0:o7}", row => Cells(row, 4, 12, true), "{0:o7}\n")),
        ("od -t u8", octets => Squeezed(octets, "{0:o7}", row => Cells(row, 8, 21, false), "{0:o7}\n")),
        ("od -t o4", octets => Squeezed(octets, "{0:o7}", row => string.Concat(row.Chunk(4).Select(part => " " + Octal(Value(part), 11))), "{0:o7}\n")),
        ("od -c", octets => Squeezed(octets, "{0:o7}", row => string.Concat(row.Select(Character)), "{0:o7}\n")),
        ("od -c, blanks cut", octets => string.Join('\n', Squeezed([.. octets, 1], "{0:o7}", row => string.Concat(row.Select(Character)), "{0:o7}\n").Split('\n').Select(line => line.TrimEnd())).Replace(" 001\n" + Octal(octets.Length + 1, 7), "\n" + Octal(octets.Length, 7), StringComparison.Ordinal)),
        ("hexdump -c", octets => Squeezed(octets, "{0:x7}", row => string.Concat(row.Select(Character)).PadRight(64), "{0:x7}\n")),
        ("od -t x1 -c", octets => Squeezed(octets, "{0:o7}", row => string.Concat(row.Select(o => "  " + o.ToString("x2", CultureInfo.InvariantCulture))) + "\n       " + string.Concat(row.Select(Character)), "{0:o7}\n")),
        ("od -xc", octets => Squeezed(octets, "{0:o7}", row => "    " + Words(row, "x4").Replace(" ", "    ", StringComparison.Ordinal) + "\n       " + string.Concat(row.Select(Character)), "{0:o7}\n")),
        ("od -A n -b -v", octets => string.Concat(octets.Chunk(16).Select(row => string.Concat(row.Select(o => " " + Octal(o, 3))) + "\n"))),
        ("od -A n -c -v", octets => string.Concat(octets.Chunk(16).Select(row => string.Concat(row.Select(Character)) + "\n"))),
        ("od -x", octets => Squeezed(octets, "{0:o7} ", row => Words(row, "x4"), "{0:o7}\n")),
        ("od -b", octets => Squeezed(octets, "{0:o7} ", row => string.Join(' ', row.Select(o => Octal(o, 3))), "{0:o7}\n")),
        ("od -t x1", octets => Squeezed(octets, "{0:o7} ", row => Join(row, " ", "x2"), "{0:o7}\n")),
        ("od -A x -t x1z", octets => Squeezed(octets, "{0:x6} ", row => Join(row, " ", "x2").PadRight(47) + "  >" + Ascii(row) + "<", "{0:x6}\n")),
        ("od -A d -t x1", octets => Squeezed(octets, "{0:d7} ", row => Join(row, " ", "x2"), "{0:d7}\n")),
        ("hex.Dump", octets => Rows(octets, 16, "{0:x8}  ", (row, _) => Middle(row), 49, row => " |" + Ascii(row) + "|")),
        ("openssl", octets => Rows(octets, 16, "{0:x4} - ", (row, _) => Join(row[..Math.Min(8, row.Length)], " ", "x2") + (row.Length > 8 ? "-" + Join(row[8..], " ", "x2") : ""), 50, Ascii)),
        ("follow hex", octets => "===================================================================\nFollow: tcp,hex\nFilter: tcp.stream eq 0\nNode 0: 10.0.0.1:1\nNode 1: 10.0.0.2:80\n"
            + Rows(octets, 16, "{0:X8}  ", (row, _) => Middle(row), 50, Ascii) + "===================================================================\n"),
        ("follow raw", octets => "===================================================================\nFollow: tcp,raw\nFilter: tcp.stream eq 0\nNode 0: 10.0.0.1:1\nNode 1: 10.0.0.2:80\n"
            + Convert.ToHexStringLower(octets) + "\n===================================================================\n"),
        ("PowerShell Format-Hex body", octets => Rows(octets, 16, "{0:X8}   ", (row, _) => Join(row, " ", "X2"), 49, Ascii)),
    ];

    public static string Ascii(byte[] row) => string.Concat(row.Select(o => o is >= 0x20 and < 0x7F ? (char)o : '.'));

    public static string Escape(byte[] octets)
    {
        StringBuilder text = new();
        foreach (byte octet in octets)
        {
            text.Append(octet switch
            {
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                >= 0x20 and < 0x7F => ((char)octet).ToString(),
                _ => "\\x" + octet.ToString("x2", CultureInfo.InvariantCulture),
            });
        }

        return text.ToString();
    }

    private static string Join(byte[] octets, string separator, string format) =>
        string.Join(separator, octets.Select(o => o.ToString(format, CultureInfo.InvariantCulture)));

    private static string Cells(byte[] row, int size, int width, bool isSigned) => string.Concat(row.Chunk(size).Select(part =>
    {
        long value = Value(part);
        int unused = 64 - (8 * size);
        string digits = isSigned ? (value << unused >> unused).ToString(CultureInfo.InvariantCulture) : ((ulong)value).ToString(CultureInfo.InvariantCulture);
        return digits.PadLeft(width);
    }));

    private static long Value(byte[] part) => part.Reverse().Aggregate(0L, (all, octet) => (all << 8) | octet);

    private static string Character(byte octet) => (octet switch
    {
        0 => "\\0",
        >= 7 and <= 13 => "\\" + "abtnvfr"[octet - 7],
        >= 0x20 and < 0x7F => ((char)octet).ToString(),
        _ => Octal(octet, 3),
    }).PadLeft(4);

    private static string Octal(long value, int width) => Convert.ToString(value, 8).PadLeft(width, '0');

    private static string Middle(byte[] row) => Join(row[..Math.Min(8, row.Length)], " ", "x2") + (row.Length > 8 ? "  " + Join(row[8..], " ", "x2") : "");

    private static Func<byte[], int, string> Grouped(int size) =>
        (row, _) => string.Join(' ', row.Chunk(size).Select(Convert.ToHexStringLower));

    private static IEnumerable<int> WordsOf(byte[] row) => row.Chunk(2).Select(pair => pair[0] | (pair.Length > 1 ? pair[1] << 8 : 0));

    private static string Words(byte[] row, string format) => string.Join(' ', WordsOf(row).Select(w => w.ToString(format, CultureInfo.InvariantCulture)));

    private static string Offset(string format, int offset) => format.Contains(":o", StringComparison.Ordinal)
        ? format.Replace("{0:o7}", Octal(offset, 7), StringComparison.Ordinal)
        : string.Format(CultureInfo.InvariantCulture, format, offset);

    private static string Rows(byte[] octets, int width, string offset, Func<byte[], int, string> digits, int column, Func<byte[], string> ascii)
    {
        StringBuilder text = new();
        int at = 0;
        foreach (byte[] row in octets.Chunk(width))
        {
            text.Append(Offset(offset, at)).Append(digits(row, at).PadRight(column)).Append(column == 40 || column == 24 || column == 28 || column == 54 ? " " : "").Append(ascii(row)).Append('\n');
            at += row.Length;
        }

        return text.ToString();
    }

    private static string Squeezed(byte[] octets, string offset, Func<byte[], string> row, string final)
    {
        StringBuilder text = new();
        byte[]? last = null;
        bool isSqueezing = false;
        int at = 0;
        foreach (byte[] next in octets.Chunk(16))
        {
            if (last is not null && next.Length == 16 && next.AsSpan().SequenceEqual(last))
            {
                text.Append(isSqueezing ? "" : "*\n");
                isSqueezing = true;
            }
            else
            {
                isSqueezing = false;
                text.Append(Offset(offset, at)).Append(row(next)).Append('\n');
            }

            last = next;
            at += next.Length;
        }

        return text.Append(Offset(final, at)).ToString();
    }
}

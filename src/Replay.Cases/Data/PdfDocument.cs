using System.Globalization;
using System.Text;

namespace Replay.Cases.Data;

/// <summary>A file with the structure of a PDF and streams that are mostly noise, as compressed ones are.</summary>
internal static class PdfDocument
{
    private const int Length = 1042328;

    public static CaseDocument Make()
    {
        var noise = new Noise(0x5EA_11AC);
        byte[] file = new byte[Length];
        int at = Append(file, 0, "%PDF-1.4\n%\u00E2\u00E3\n");
        for (int i = 1; at < Length; i++)
        {
            int stream = 2000 + noise.Below(9000);
            at = Append(file, at, string.Create(CultureInfo.InvariantCulture, $"{i} 0 obj\n<< /Type /Page /Parent {1 + (i / 8)} 0 R /Length {stream} /Filter /FlateDecode >>\nstream\n"));
            for (int end = Math.Min(at + stream, Length); at < end;)
            {
                // Of four streams one is of drawing operators, as they stand before compression.
                at = i % 4 == 0
                    ? Append(file, at, string.Create(CultureInfo.InvariantCulture, $"BT /F1 {noise.Below(24)} Tf {noise.Below(600)} {noise.Below(800)} Td (line) Tj ET\n"))
                    : at + 1;
                if (i % 4 != 0)
                {
                    file[at - 1] = (byte)(noise.Next() >> 24);
                }
            }

            at = Append(file, at, "\nendstream\nendobj\n");
        }

        Append(file, Length - 6, "%%EOF\n");
        return new CaseDocument(file);
    }

    private static int Append(byte[] file, int at, string text)
    {
        int count = Math.Min(text.Length, file.Length - at);
        return at + Encoding.Latin1.GetBytes(text, 0, count, file, at);
    }
}

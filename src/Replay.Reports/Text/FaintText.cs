namespace Replay.Reports.Text;

/// <summary>Our own words among what was recorded, in a faint colour.</summary>
internal static class FaintText
{
    public static void Faint(this Utf8Output output, Palette palette, ReadOnlySpan<byte> text)
    {
        output.Write(palette.Faint);
        output.Write(text);
        output.Write(palette.Reset);
    }

    /// <summary>A line that says what is not shown.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="palette">The colours.</param>
    /// <param name="indent">Spaces in front.</param>
    /// <param name="count">How many, or 0 where that is not known.</param>
    /// <param name="what">What they are.</param>
    public static void Cut(this Utf8Output output, Palette palette, int indent, ulong count, ReadOnlySpan<byte> what)
    {
        output.WriteSpaces(indent);
        output.Write(palette.Faint);
        output.Write("… "u8);
        if (count > 0)
        {
            output.Write(count);
            output.Write((byte)' ');
        }

        output.Write(what);
        output.Write(palette.Reset);
        output.Write((byte)'\n');
    }
}

namespace Replay.Capture.HexDumps;

/// <summary>
/// The lines that <c>od</c> writes below a row when it is asked for more than one type (<c>od -t x1 -c</c>): the same octets again,
/// below blanks as wide as the offset.
/// </summary>
internal struct OtherTypes
{
    private int _offset;

    /// <summary>Looks at a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>True when it says again what the row above it said.</returns>
    public bool See(ReadOnlySpan<byte> line)
    {
        int blanks = line.IndexOfAnyExcept((byte)' ');
        if (blanks == 0)
        {
            bool isRow = RowLayout.TrySplit(line, out ReadOnlySpan<byte> digits, out int body, out bool isMarked) && !isMarked && body < line.Length;
            _offset = isRow && digits.Length is 6 or 7 ? digits.Length : 0;
            return false;
        }

        // Octets that are blanks make blank lines.
        if (_offset == 0 || line.Length <= _offset || (blanks >= 0 && blanks <= _offset) || (blanks > 0 && IsRow(line[blanks..])))
        {
            _offset = 0;
            return false;
        }

        return true;
    }

    // Rows of another dump, or of the other side's, have offsets as wide.
    private readonly bool IsRow(ReadOnlySpan<byte> text) =>
        RowLayout.TrySplit(text, out ReadOnlySpan<byte> digits, out _, out _) && digits.Length == _offset;
}

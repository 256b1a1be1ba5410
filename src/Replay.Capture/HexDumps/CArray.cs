namespace Replay.Capture.HexDumps;

/// <summary>The declaration of an array of octets in C and its relatives: <c>char peer0_0[] = { /* Packet 4 */</c>.</summary>
internal static class CArray
{
    /// <summary>Reads a line with a declaration or an assignment.</summary>
    /// <param name="line">The line.</param>
    /// <param name="content">Where the octets begin, or 0 when the line declares something else (a length).</param>
    /// <param name="side">Whose octets the name says they are.</param>
    /// <returns>False when the line declares nothing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out int content, out RecordMark side)
    {
        side = RecordMark.None;
        content = 0;
        int equals = line.IndexOf((byte)'=');
        if (equals <= 0 || line[..equals].IndexOfAny("\"'{,\\"u8) >= 0)
        {
            return false;
        }

        // The name is the last word before a bracket or the sign.
        ReadOnlySpan<byte> left = line[..equals];
        int bracket = left.IndexOfAny((byte)'[', (byte)':');
        ReadOnlySpan<byte> declared = (bracket > 0 ? left[..bracket] : left).Trim(" \t:"u8);
        int name = declared.LastIndexOfAny((byte)' ', (byte)'\t', (byte)'*') + 1;
        ReadOnlySpan<byte> identifier = declared[name..];
        if (identifier.IsEmpty || !(char.IsAsciiLetter((char)identifier[0]) || identifier[0] is (byte)'_' or (byte)'$'))
        {
            return false;
        }

        ReadOnlySpan<byte> right = line[(equals + 1)..].Trim(" \t"u8);
        if (right.IsEmpty || right.IndexOfAny("{[(\"'"u8) >= 0 || right[0] is (byte)'b' or (byte)'\\')
        {
            content = equals + 1;
        }

        side = Side(identifier);
        return true;
    }

    private static RecordMark Side(ReadOnlySpan<byte> name) =>
        name.StartsWith("peer0_"u8) ? RecordMark.FirstSide
        : name.StartsWith("peer1_"u8) ? RecordMark.OtherSide
        : name.StartsWith("client"u8) ? RecordMark.Client
        : name.StartsWith("server"u8) ? RecordMark.Server
        : RecordMark.None;
}

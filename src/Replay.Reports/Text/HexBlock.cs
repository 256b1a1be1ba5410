namespace Replay.Reports.Text;

/// <summary>Octets in rows: as an Autobahn wire log has them, or as a dump with offsets and characters.</summary>
internal sealed class HexBlock(Utf8Output output, Palette palette)
{
    private const int DumpRow = 16;

    /// <summary>Plain hex digits in rows.</summary>
    /// <returns>Octets written.</returns>
    public int WritePlain(ReadOnlySpan<byte> octets, int indent, int octetsPerRow, int maxLines)
    {
        int at = 0;
        for (int line = 0; at < octets.Length && line < maxLines; line++)
        {
            if (line > 0)
            {
                output.Write((byte)'\n');
                output.WriteSpaces(indent);
            }

            int row = Math.Min(octetsPerRow, octets.Length - at);
            output.WriteHex(octets.Slice(at, row));
            at += row;
        }

        return at;
    }

    /// <summary>Offset, sixteen octets, and the printable ones among them as characters.</summary>
    /// <returns>Octets written.</returns>
    public int WriteDump(ReadOnlySpan<byte> octets, int indent, int maxLines)
    {
        int at = 0;
        Span<byte> offset = stackalloc byte[4];
        for (int line = 0; at < octets.Length && line < maxLines; line++)
        {
            if (line > 0)
            {
                output.Write((byte)'\n');
                output.WriteSpaces(indent);
            }

            ReadOnlySpan<byte> row = octets.Slice(at, Math.Min(DumpRow, octets.Length - at));
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(offset, at);
            output.Write(palette.Faint);
            output.WriteHex(at > 0xFFFF ? offset : offset[2..]);
            output.Write(palette.Reset);
            output.WriteSpaces(1);
            for (int i = 0; i < DumpRow; i++)
            {
                output.WriteSpaces(i == DumpRow / 2 ? 2 : 1);
                if (i < row.Length)
                {
                    output.WriteHex(row.Slice(i, 1));
                }
                else
                {
                    output.WriteSpaces(2);
                }
            }

            output.Write("  "u8);
            output.Write(palette.Faint);
            foreach (byte octet in row)
            {
                output.Write(octet is >= 0x20 and <= 0x7E ? octet : (byte)'.');
            }

            output.Write(palette.Reset);
            at += row.Length;
        }

        return at;
    }
}

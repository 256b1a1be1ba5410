namespace Replay.Corpus;

/// <summary>CRC-32 as zlib has it, eight octets at a time.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    /// <summary>Goes on with a checksum.</summary>
    /// <param name="crc">What was returned last, or 0.</param>
    /// <param name="octets">What follows.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> octets)
    {
        uint[] tables = Tables;
        crc = ~crc;
        while (octets.Length >= 8)
        {
            uint low = crc ^ BitConverter.ToUInt32(octets);
            uint high = BitConverter.ToUInt32(octets[4..]);
            crc = tables[0x700 + (low & 0xff)] ^ tables[0x600 + ((low >> 8) & 0xff)] ^ tables[0x500 + ((low >> 16) & 0xff)] ^ tables[0x400 + (low >> 24)]
                ^ tables[0x300 + (high & 0xff)] ^ tables[0x200 + ((high >> 8) & 0xff)] ^ tables[0x100 + ((high >> 16) & 0xff)] ^ tables[high >> 24];
            octets = octets[8..];
        }

        foreach (byte octet in octets)
        {
            crc = tables[(crc ^ octet) & 0xff] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
            }

            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            tables[i] = tables[tables[i - 256] & 0xff] ^ (tables[i - 256] >> 8);
        }

        return tables;
    }
}

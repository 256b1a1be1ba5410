using System.Buffers.Binary;

namespace Replay.Cases.Data;

/// <summary>An uncompressed grey picture of 512 by 512: rings over a slope, with some grain.</summary>
internal static class BitmapDocument
{
    private const int Side = 512;
    private const int HeaderLength = 54;
    private const int PaletteLength = 1024;

    public static CaseDocument Make()
    {
        byte[] file = new byte[HeaderLength + PaletteLength + (Side * Side)];
        WriteHeader(file);
        for (int grey = 0; grey < 256; grey++)
        {
            file.AsSpan(HeaderLength + (4 * grey), 3).Fill((byte)grey);
        }

        var noise = new Noise(0x0B17_3A95);
        Span<byte> pixels = file.AsSpan(HeaderLength + PaletteLength);
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                int ring = ((x - 200) * (x - 200)) + ((y - 300) * (y - 300));
                pixels[(y * Side) + x] = (byte)(((ring >> 9) & 63) + ((x + y) >> 3) + noise.Below(12));
            }
        }

        return new CaseDocument(file);
    }

    private static void WriteHeader(Span<byte> file)
    {
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file[2..], file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file[10..], HeaderLength + PaletteLength);
        BinaryPrimitives.WriteInt32LittleEndian(file[14..], 40);
        BinaryPrimitives.WriteInt32LittleEndian(file[18..], Side);
        BinaryPrimitives.WriteInt32LittleEndian(file[22..], Side);
        BinaryPrimitives.WriteInt16LittleEndian(file[26..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(file[28..], 8);
        BinaryPrimitives.WriteInt32LittleEndian(file[34..], Side * Side);
    }
}

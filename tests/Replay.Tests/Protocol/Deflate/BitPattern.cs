namespace Replay.Tests.Protocol.Deflate;

/// <summary>Composes DEFLATE streams bit by bit, so that a test can say what no encoder would.</summary>
internal sealed class BitPattern
{
    private readonly List<byte> _octets = [];
    private int _free;

    /// <summary>Numbers go lowest bit first (RFC 1951 §3.1.1).</summary>
    public BitPattern Number(int value, int bits)
    {
        for (int i = 0; i < bits; i++)
        {
            Bit((value >> i) & 1);
        }

        return this;
    }

    /// <summary>Huffman codes go highest bit first.</summary>
    public BitPattern Code(string code)
    {
        foreach (char bit in code)
        {
            Bit(bit - '0');
        }

        return this;
    }

    public BitPattern Header(int type, bool final = false) => Number(final ? 1 : 0, 1).Number(type, 2);

    public BitPattern Align()
    {
        _free = 0;
        return this;
    }

    public BitPattern Octets(params byte[] octets)
    {
        Align();
        _octets.AddRange(octets);
        return this;
    }

    public BitPattern Stored(params byte[] octets) => Header(0).Align().Octets(
        [(byte)octets.Length, (byte)(octets.Length >> 8), (byte)~octets.Length, (byte)(~octets.Length >> 8), .. octets]);

    /// <summary>A literal, end of block or length symbol of the fixed code (RFC 1951 §3.2.6).</summary>
    public BitPattern Fixed(int symbol) => symbol switch
    {
        < 144 => Code(Binary(0b00110000 + symbol, 8)),
        < 256 => Code(Binary(0b110010000 + symbol - 144, 9)),
        < 280 => Code(Binary(symbol - 256, 7)),
        _ => Code(Binary(0b11000000 + symbol - 280, 8)),
    };

    /// <summary>A match of length 3 in the fixed code at any distance.</summary>
    public BitPattern FixedMatch3(int distance)
    {
        int[] bases =
        [
            1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
            12289, 16385, 24577,
        ];
        int symbol = Array.FindLastIndex(bases, b => b <= distance);
        int extra = symbol < 4 ? 0 : (symbol / 2) - 1;
        return Fixed(257).Code(Binary(symbol, 5)).Number(distance - bases[symbol], extra);
    }

    /// <summary>The end of a message: the header of an empty stored block, without its length (RFC 7692 §7.2.1).</summary>
    public byte[] Message() => Header(0).Align().ToArray();

    public byte[] ToArray() => [.. _octets];

    private static string Binary(int value, int bits) => Convert.ToString(value, 2).PadLeft(bits, '0');

    private void Bit(int bit)
    {
        if (_free == 0)
        {
            _octets.Add(0);
            _free = 8;
        }

        _octets[^1] |= (byte)(bit << (8 - _free--));
    }
}

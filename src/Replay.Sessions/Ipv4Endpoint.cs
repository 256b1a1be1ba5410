namespace Replay.Sessions;

/// <summary>An IPv4 address and a port, in one number: the address above the 16 bits of the port. Made text only when asked for.</summary>
/// <param name="Value">The number.</param>
public readonly record struct Ipv4Endpoint(ulong Value)
{
    /// <summary>address:port.</summary>
    public override string ToString()
    {
        // By hand: this is done for every connection, and formatting by interpolation costs more than the rest of it.
        Span<char> text = stackalloc char[21];
        int at = text.Length;
        Write(text, ref at, (uint)(ushort)Value);
        for (int shift = 16; shift <= 40; shift += 8)
        {
            text[--at] = shift == 16 ? ':' : '.';
            Write(text, ref at, (byte)(Value >> shift));
        }

        return new string(text[at..]);
    }

    private static void Write(Span<char> text, ref int at, uint number)
    {
        do
        {
            text[--at] = (char)('0' + number % 10);
            number /= 10;
        }
        while (number != 0);
    }
}

namespace Replay.Capture.Packets;

/// <summary>What an Interface Description Block says.</summary>
internal readonly struct PcapngInterface
{
    public PcapngInterface(LinkType linkType, uint snapLength, byte resolution, long offsetSeconds)
    {
        LinkType = linkType;
        SnapLength = snapLength;
        int exponent = resolution & 0x7F;
        IsBinary = (resolution & 0x80) != 0;
        OffsetNanoseconds = unchecked(offsetSeconds * 1_000_000_000);
        if (IsBinary)
        {
            Shift = exponent;
        }
        else if (exponent <= 9)
        {
            Multiplier = Power(9 - exponent);
        }
        else
        {
            Divisor = Power(exponent - 9);
        }
    }

    public LinkType LinkType { get; }

    public uint SnapLength { get; }

    private bool IsBinary { get; }

    private int Shift { get; }

    private ulong Multiplier { get; }

    private ulong Divisor { get; }

    private long OffsetNanoseconds { get; }

    /// <summary>Nanoseconds since the Unix epoch; times that no clock shows wrap around rather than fail.</summary>
    public long ToUnixNanoseconds(ulong units)
    {
        ulong nanoseconds = IsBinary ? (ulong)(((UInt128)units * 1_000_000_000) >> Shift)
            : Multiplier != 0 ? unchecked(units * Multiplier)
            : Divisor != 0 ? units / Divisor
            : 0;
        return unchecked((long)nanoseconds + OffsetNanoseconds);
    }

    private static ulong Power(int exponent)
    {
        if (exponent > 19)
        {
            // Finer than any unit that fits into 64 bits: all such times are zero.
            return 0;
        }

        ulong power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}

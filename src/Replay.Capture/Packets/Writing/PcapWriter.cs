using System.Buffers.Binary;

namespace Replay.Capture.Packets.Writing;

/// <summary>Writes pcap files.</summary>
internal sealed class PcapWriter : IPacketWriter
{
    private readonly Stream _stream;
    private readonly bool _isBigEndian;
    private readonly bool _isNanoseconds;
    private readonly int _snapLength;

    /// <summary>Writes the file's header.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="linkType">What packets begin with.</param>
    /// <param name="isNanoseconds">True to keep nanoseconds; false for readers that know only microseconds.</param>
    /// <param name="isBigEndian">The order of the file's numbers.</param>
    /// <param name="snapLength">Octets kept of a packet.</param>
    public PcapWriter(Stream stream, LinkType linkType = LinkType.Ethernet, bool isNanoseconds = true, bool isBigEndian = false, int snapLength = 262_144)
    {
        _stream = stream;
        _isBigEndian = isBigEndian;
        _isNanoseconds = isNanoseconds;
        _snapLength = snapLength;
        Span<byte> header = stackalloc byte[PcapWalker.FileHeaderLength];
        header.Clear();
        Put(header, isNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
        // Version 2.4.
        Put(header[4..], isBigEndian ? 0x0002_0004u : 0x0004_0002u);
        Put(header[16..], (uint)snapLength);
        Put(header[20..], (uint)linkType);
        stream.Write(header);
    }

    /// <inheritdoc/>
    public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null)
    {
        long seconds = Math.DivRem(unixNanoseconds, 1_000_000_000, out long nanoseconds);
        Span<byte> header = stackalloc byte[16];
        Put(header, (uint)seconds);
        Put(header[4..], (uint)(_isNanoseconds ? nanoseconds : nanoseconds / 1000));
        Put(header[8..], (uint)Math.Min(packet.Length, _snapLength));
        Put(header[12..], (uint)packet.Length);
        _stream.Write(header);
        _stream.Write(packet[..Math.Min(packet.Length, _snapLength)]);
    }

    private void Put(Span<byte> to, uint value)
    {
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(to, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(to, value);
        }
    }
}

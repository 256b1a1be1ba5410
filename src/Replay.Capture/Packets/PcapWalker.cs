using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Replay.Capture.Packets;

/// <summary>Walks pcap files: both byte orders, micro- and nanoseconds, and the modified header of Kuznetzov's patch.</summary>
internal sealed class PcapWalker(int maxPacket) : BlockWalker
{
    public const int FileHeaderLength = 24;

    private const uint Microseconds = 0xa1b2c3d4;
    private const uint Nanoseconds = 0xa1b23c4d;
    private const uint Modified = 0xa1b2cd34;

    private bool _started;
    private bool _swapped;
    private int _recordHeader = 16;
    private long _unit = 1000;
    private LinkType _linkType;

    /// <summary>True when these octets begin a pcap file.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4
        && (IsMagic(BinaryPrimitives.ReadUInt32LittleEndian(head)) || IsMagic(BinaryPrimitives.ReadUInt32BigEndian(head)));

    /// <inheritdoc cref="BlockWalker.Walk"/>
    [MethodImpl(HotPath.Options)]
    public int WalkPackets<THandler>(ReadOnlySpan<byte> block, long fileOffset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        int at = 0;
        if (!_started)
        {
            if (block.Length < FileHeaderLength)
            {
                Needed = FileHeaderLength;
                return 0;
            }

            Start(block);
            at = FileHeaderLength;
        }

        bool swapped = _swapped;
        int recordHeader = _recordHeader;
        long unit = _unit;
        long number = Packets;
        LinkType linkType = _linkType;
        bool mayBePlain = handler.MayBePlain(linkType);
        Needed = 0;
        while (block.Length - at >= recordHeader)
        {
            ReadOnlySpan<byte> record = block.Slice(at, 16);
            uint seconds = BinaryPrimitives.ReadUInt32LittleEndian(record);
            uint fraction = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
            uint captured = BinaryPrimitives.ReadUInt32LittleEndian(record[8..]);
            uint original = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
            if (swapped)
            {
                seconds = BinaryPrimitives.ReverseEndianness(seconds);
                fraction = BinaryPrimitives.ReverseEndianness(fraction);
                captured = BinaryPrimitives.ReverseEndianness(captured);
                original = BinaryPrimitives.ReverseEndianness(original);
            }

            if (captured > (uint)(block.Length - at - recordHeader))
            {
                if (captured > (uint)maxPacket)
                {
                    ReportLength(number + 1, fileOffset + at, captured, ref handler);
                }
                else
                {
                    Needed = recordHeader + (int)captured;
                }

                break;
            }

            number++;
            long time = seconds * 1_000_000_000L + fraction * unit;
            ReadOnlySpan<byte> octets = block.Slice(at + recordHeader, (int)captured);
            if (!mayBePlain || !handler.TryPlain(number, time, octets))
            {
                handler.OnPacket(new PacketView(number, time, linkType, octets, original, fileOffset + at));
            }

            at += recordHeader + (int)captured;
        }

        Packets = number;
        return at;
    }

    public override string? DescribeCut(ReadOnlySpan<byte> rest) =>
        rest.Length == 0 ? _started ? null : "the file is empty"
        : !_started ? "the file ends inside the pcap header"
        : rest.Length < _recordHeader ? "the file ends inside a packet's header"
        : string.Create(CultureInfo.InvariantCulture, $"the file ends inside the packet, {rest.Length - _recordHeader} of {Captured(rest)} octets are there");

    private static bool IsMagic(uint value) => value is Microseconds or Nanoseconds or Modified;

    private uint Captured(ReadOnlySpan<byte> record) =>
        _swapped ? BinaryPrimitives.ReadUInt32BigEndian(record[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(record[8..]);

    private void Start(ReadOnlySpan<byte> header)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        _swapped = !IsMagic(magic);
        if (_swapped)
        {
            magic = BinaryPrimitives.ReverseEndianness(magic);
        }

        _unit = magic == Nanoseconds ? 1 : 1000;
        // The modified record header goes on with interface index, protocol and packet type.
        _recordHeader = magic == Modified ? 24 : 16;
        uint network = _swapped ? BinaryPrimitives.ReadUInt32BigEndian(header[20..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        // The upper half holds the length of the frame check sequence.
        _linkType = (LinkType)(ushort)network;
        _started = true;
    }

    private void ReportLength<THandler>(long packet, long offset, uint captured, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        Failed = true;
        handler.OnProblem(
            packet,
            "packet",
            offset,
            string.Create(CultureInfo.InvariantCulture, $"the packet claims {captured} captured octets, more than the limit of {maxPacket}; nothing behind it can be read"),
            fatal: true);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Replay.Capture.Packets;

/// <summary>Walks pcap files: both byte orders, micro- and nanoseconds, and the modified header of Kuznetzov's patch.</summary>
internal sealed class PcapWalker(int maxPacket, long packets = 0) : BlockWalker(packets)
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
            FileStart = fileOffset;
            at = FileHeaderLength;
        }

        bool swapped = _swapped;
        int recordHeader = _recordHeader;
        long unit = _unit;
        long number = Packets;
        LinkType linkType = _linkType;
        bool mayBePlain = handler.MayBePlain(linkType);
        bool isUsual = mayBePlain && !swapped && recordHeader == 16;
        GoOn();
        while (block.Length - at >= recordHeader)
        {
            if (isUsual)
            {
                at += handler.TakeRecords(block[at..], unit, ref number);
                if (block.Length - at < recordHeader)
                {
                    break;
                }
            }

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

            // The header of another file has 0 where a record has its length: an empty packet is worth a look as well.
            if (captured - 1 >= Math.Min((uint)(block.Length - at - recordHeader), original)
                && Stops(block[at..], captured, original, fileOffset + at))
            {
                break;
            }

            number++;
            long time = seconds * 1_000_000_000L + fraction * unit;
            ReadOnlySpan<byte> octets = block.Slice(at + recordHeader, (int)captured);
            if (!mayBePlain || isUsual || !handler.TryPlain(number, time, octets))
            {
                handler.OnPacket(new PacketView(number, time, linkType, octets, original, fileOffset + at));
            }

            at += recordHeader + (int)captured;
        }

        Packets = number;
        return at;
    }

    public override (string Kind, long Count) Records => ("packet", Packets);

    public override string? DescribeCut(ReadOnlySpan<byte> rest) =>
        rest.Length == 0 ? _started ? null : "the file is empty"
        : !_started ? "the file ends inside the pcap header"
        : CaptureHeader.Begins(rest) ? "the file ends inside the header of a file behind another one"
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

    /// <summary>True when no packet can be handed on here: it is not all there, or cannot be one, or another file begins.</summary>
    private bool Stops(ReadOnlySpan<byte> rest, uint captured, uint original, long offset)
    {
        if (CaptureHeader.Begins(rest))
        {
            IsOver = rest.Length >= CaptureHeader.Length;
            Needed = IsOver ? 0 : CaptureHeader.Length;
            return true;
        }

        if (captured > (uint)maxPacket)
        {
            Failure = string.Create(CultureInfo.InvariantCulture, $"the packet claims {captured} captured octets, more than the limit of {maxPacket}");
            return true;
        }

        if (captured == 0)
        {
            // What a hole in a file looks like.
            Failure = rest[..16].IndexOfAnyExcept((byte)0) < 0 ? "the packet's header is nothing but zeros" : null;
            return Failure is not null;
        }

        // No more is looked at than what has to come for this packet anyway.
        if (captured > original
            && Doubts(offset, "the packet claims more captured octets than it had", (int)Math.Min((uint)_recordHeader + captured, 2 * CaptureHeader.Length)))
        {
            return true;
        }

        bool isCut = captured > (uint)(rest.Length - _recordHeader);
        Needed = isCut ? _recordHeader + (int)captured : 0;
        return isCut;
    }
}

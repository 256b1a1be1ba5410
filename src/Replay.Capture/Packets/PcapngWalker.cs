using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using Replay.Capture.Tcp;

namespace Replay.Capture.Packets;

/// <summary>
/// Walks pcapng files: sections of either byte order, interfaces with their own link type and clock, enhanced, simple
/// and old packet blocks, decryption secrets. Other blocks are passed over.
/// </summary>
internal sealed class PcapngWalker(int maxPacket, long packets = 0) : BlockWalker(packets)
{
    private const uint SectionHeader = 0x0a0d0d0a;
    private const uint ByteOrderMagic = 0x1a2b3c4d;
    private const uint InterfaceDescription = 1;
    private const uint OldPacket = 2;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;
    private const uint DecryptionSecretsBlock = 10;
    private const uint JournalExport = 9;
    private const uint Custom = 0xbad;
    private const uint CustomNotCopied = 0x40000bad;
    private const int MaxInterfaces = 65_536;

    /// <summary>No type of a block with packets is beyond this one.</summary>
    private const uint MaxKnown = 0xbad;

    /// <summary>The last type assigned without gaps.</summary>
    private const uint MaxAssigned = 10;

    private PcapngInterface[] _interfaces = new PcapngInterface[4];
    private int _interfaceCount;
    private bool _swapped;
    private long _block;

    /// <summary>True when these octets begin a pcapng file.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(head) == SectionHeader;

    /// <inheritdoc cref="BlockWalker.Walk"/>
    [MethodImpl(HotPath.Options)]
    public int WalkBlocks<THandler>(ReadOnlySpan<byte> block, long fileOffset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        int at = 0;
        GoOn();
        while (block.Length - at >= 12)
        {
            ReadOnlySpan<byte> rest = block[at..];
            uint type = Read32(rest);
            if (type > MaxKnown)
            {
                if (type == SectionHeader && !ReadByteOrder(rest))
                {
                    Failure = "the section's byte-order magic is neither 1a2b3c4d nor 4d3c2b1a";
                    break;
                }

                // A pcap file behind this one: its magic number is no block's.
                if (type != SectionHeader && CaptureHeader.Begins(rest))
                {
                    IsOver = rest.Length >= CaptureHeader.Length;
                    Needed = IsOver ? 0 : CaptureHeader.Length;
                    break;
                }
            }

            uint total = Read32(rest[4..]);
            if (total < 12 || (total & 3) != 0 && total > uint.MaxValue - 3)
            {
                Failure = string.Create(CultureInfo.InvariantCulture, $"the block's length {total} cannot be");
                break;
            }

            // Writers that do not pad exist; the format demands multiples of four.
            total = (total + 3) & ~3u;
            if (total > (uint)rest.Length)
            {
                if (type is SectionHeader or InterfaceDescription or OldPacket or SimplePacket or EnhancedPacket or DecryptionSecretsBlock)
                {
                    if (total > (uint)maxPacket + 65_536u)
                    {
                        Failure = string.Create(CultureInfo.InvariantCulture, $"the block claims {total} octets, more than the limit of {maxPacket}");
                        break;
                    }

                    Needed = (int)total;
                }
                else if (type > MaxAssigned && Doubts(fileOffset + at, "the block is of no type that is known", (int)Math.Min(total, 2 * CaptureHeader.Length)))
                {
                    break;
                }
                else if (total <= SegmentHistory.Window)
                {
                    Needed = (int)total;
                }
                else
                {
                    // Not worth the room. Whatever stands before it is out of reach, read or not.
                    CountOther(type);
                    _block++;
                    Skip = total - (uint)rest.Length;
                    at = block.Length;
                }

                break;
            }

            uint trailing = Read32(rest[((int)total - 4)..]);
            // The header of another file may stand across the end of this block.
            if (trailing != Read32(rest[4..]) && Doubts(fileOffset + at, "the block's two lengths differ", (int)total + CaptureHeader.Length))
            {
                break;
            }

            _block++;
            ReadOnlySpan<byte> body = rest[8..((int)total - 4)];
            if (trailing != Read32(rest[4..]))
            {
                handler.OnProblem(_block, "block", fileOffset + at, string.Create(CultureInfo.InvariantCulture, $"the block's two lengths differ, {Read32(rest[4..])} and {trailing}; the first is used"), fatal: false);
            }

            switch (type)
            {
                case EnhancedPacket:
                    Enhanced(body, fileOffset + at, ref handler);
                    break;
                case SectionHeader:
                    FileStart = fileOffset + at;
                    _interfaceCount = 0;
                    break;
                case InterfaceDescription:
                    Describe(body, fileOffset + at, ref handler);
                    break;
                case SimplePacket:
                    Simple(body, fileOffset + at, ref handler);
                    break;
                case OldPacket:
                    Old(body, fileOffset + at, ref handler);
                    break;
                case DecryptionSecretsBlock:
                    Secrets(body, fileOffset + at, ref handler);
                    break;
                default:
                    CountOther(type);
                    break;
            }

            at += (int)total;
        }

        return at;
    }

    public override (string Kind, long Count) Records => ("block", _block);

    public override string? DescribeCut(ReadOnlySpan<byte> rest) =>
        rest.Length == 0 ? null
        : rest.Length < 12 ? "the file ends inside a block's header"
        : string.Create(CultureInfo.InvariantCulture, $"the file ends inside the block, {rest.Length} of {Read32(rest[4..])} octets are there");

    /// <summary>Wireshark numbers these as frames, too; packet numbers should be the ones it shows.</summary>
    private void CountOther(uint type)
    {
        if (type is JournalExport or Custom or CustomNotCopied)
        {
            Packets++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Read32(ReadOnlySpan<byte> octets)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        return _swapped ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    private ushort Read16(ReadOnlySpan<byte> octets) =>
        _swapped ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);

    private bool ReadByteOrder(ReadOnlySpan<byte> section)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(section[8..]);
        _swapped = magic != ByteOrderMagic;
        return !_swapped || BinaryPrimitives.ReverseEndianness(magic) == ByteOrderMagic;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enhanced<THandler>(ReadOnlySpan<byte> body, long offset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (body.Length < 20)
        {
            Complain(offset, "the packet block is shorter than its own header", ref handler);
            return;
        }

        Packet(Read32(body), ((ulong)Read32(body[4..]) << 32) | Read32(body[8..]), Read32(body[12..]), Read32(body[16..]), body[20..], offset, ref handler);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Packet<THandler>(uint interfaceId, ulong units, uint captured, uint original, ReadOnlySpan<byte> octets, long offset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (captured > (uint)octets.Length)
        {
            Complain(offset, string.Create(CultureInfo.InvariantCulture, $"the packet claims {captured} captured octets, its block has room for {octets.Length}"), ref handler);
            captured = (uint)octets.Length;
        }

        if (interfaceId >= (uint)_interfaceCount)
        {
            Packets++;
            handler.OnProblem(Packets, "packet", offset, string.Create(CultureInfo.InvariantCulture, $"the packet belongs to interface {interfaceId}, which the section does not describe"), fatal: false);
            return;
        }

        ref readonly PcapngInterface from = ref _interfaces[interfaceId];
        Packets++;
        long time = from.ToUnixNanoseconds(units);
        if (!handler.MayBePlain(from.LinkType) || !handler.TryPlain(Packets, time, octets[..(int)captured]))
        {
            handler.OnPacket(new PacketView(Packets, time, from.LinkType, octets[..(int)captured], original, offset));
        }
    }

    private void Old<THandler>(ReadOnlySpan<byte> body, long offset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (body.Length < 20)
        {
            Complain(offset, "the packet block is shorter than its own header", ref handler);
            return;
        }

        Packet(Read16(body), ((ulong)Read32(body[4..]) << 32) | Read32(body[8..]), Read32(body[12..]), Read32(body[16..]), body[20..], offset, ref handler);
    }

    private void Simple<THandler>(ReadOnlySpan<byte> body, long offset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (body.Length < 4 || _interfaceCount == 0)
        {
            Complain(offset, _interfaceCount == 0 ? "a simple packet block comes before any interface" : "the packet block is shorter than its own header", ref handler);
            return;
        }

        uint original = Read32(body);
        uint captured = original;
        if (_interfaces[0].SnapLength is > 0 and var snap && captured > snap)
        {
            captured = snap;
        }

        captured = Math.Min(captured, (uint)(body.Length - 4));
        Packets++;
        // A simple packet block carries no time.
        handler.OnPacket(new PacketView(Packets, long.MinValue, _interfaces[0].LinkType, body.Slice(4, (int)captured), original, offset));
    }

    private void Describe<THandler>(ReadOnlySpan<byte> body, long offset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (body.Length < 8)
        {
            Complain(offset, "the interface block is shorter than its own header", ref handler);
            return;
        }

        if (_interfaceCount == MaxInterfaces)
        {
            Complain(offset, string.Create(CultureInfo.InvariantCulture, $"more than {MaxInterfaces} interfaces in a section"), ref handler);
            return;
        }

        byte resolution = 6;
        long offsetSeconds = 0;
        ReadOnlySpan<byte> options = body[8..];
        while (options.Length >= 4)
        {
            ushort code = Read16(options);
            int length = Read16(options[2..]);
            if (code == 0)
            {
                break;
            }

            if (length > options.Length - 4)
            {
                Complain(offset, string.Create(CultureInfo.InvariantCulture, $"option {code} claims {length} octets, the block has room for {options.Length - 4}; the options are read no further"), ref handler);
                break;
            }

            ReadOnlySpan<byte> value = options.Slice(4, length);
            if (code == 9 && length >= 1)
            {
                resolution = value[0];
            }
            else if (code == 14 && length >= 8)
            {
                ulong raw = BinaryPrimitives.ReadUInt64LittleEndian(value);
                offsetSeconds = (long)(_swapped ? BinaryPrimitives.ReverseEndianness(raw) : raw);
            }

            options = options[Math.Min(options.Length, 4 + ((length + 3) & ~3))..];
        }

        if (_interfaceCount == _interfaces.Length)
        {
            Array.Resize(ref _interfaces, _interfaceCount * 2);
        }

        _interfaces[_interfaceCount++] = new PcapngInterface((LinkType)Read16(body), Read32(body[4..]), resolution, offsetSeconds);
    }

    private void Secrets<THandler>(ReadOnlySpan<byte> body, long offset, ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        if (body.Length < 8)
        {
            Complain(offset, "the secrets block is shorter than its own header", ref handler);
            return;
        }

        uint length = Read32(body[4..]);
        if (length > (uint)(body.Length - 8))
        {
            Complain(offset, string.Create(CultureInfo.InvariantCulture, $"the secrets claim {length} octets, their block has room for {body.Length - 8}"), ref handler);
            length = (uint)(body.Length - 8);
        }

        handler.OnSecrets(Read32(body), body.Slice(8, (int)length));
    }

    private void Complain<THandler>(long offset, string message, ref THandler handler)
        where THandler : struct, IPacketHandler =>
        handler.OnProblem(_block, "block", offset, message, fatal: false);
}

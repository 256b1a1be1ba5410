using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Replay.Capture.Tcp;
using Replay.Sessions;

namespace Replay.Capture.Packets;

/// <summary>Takes packets to the TCP reassembler.</summary>
internal sealed class PacketPipeline<THandler>
    where THandler : struct, ITcpStreamHandler
{
    private const int EthernetHeader = 14;
    private const int RecordHeader = 16;
    // Octets that are asked for before they are come to: some small packets on.
    private const int Ahead = 640;
    private const int PlainHeaders = EthernetHeader + 20 + 20;

    private readonly SourceContext _context;
    private readonly NetworkLayers _network;
    private readonly TcpReassembler<THandler> _tcp;
    private readonly bool _isPlainAllowed;
    private byte[] _block = [];
    // Most captures have none.
    private WirelessFragments? _wireless;
    // Those that TcpReassembler.Noted does not count.
    private long _packets;
    private long _before;
    private long _secretOctets;
    private bool _unknownLinkSaid;

    public PacketPipeline(SourceContext context, THandler handler)
    {
        _context = context;
        _network = new NetworkLayers(context.Options);
        _tcp = new TcpReassembler<THandler>(context, handler);
        _isPlainAllowed = !context.Options.VerifyChecksums;
    }

    /// <summary>The input being read, for messages.</summary>
    public string Source { get; set; } = string.Empty;

    public TcpReassembler<THandler> Tcp => _tcp;

    /// <summary>True when packets of a link layer may be of the usual kind.</summary>
    public bool MayBePlain(LinkType linkType) => linkType == LinkType.Ethernet && _isPlainAllowed;

    /// <summary>Tells what packets that follow point into.</summary>
    public void OnBlock(byte[] block, long fileOffset)
    {
        CatchUp();
        _block = block;
        _tcp.History.Enter(block, fileOffset);
    }

    /// <summary>Takes a packet of the usual kind, which is dealt with later: when some more were taken, or at the next <see cref="CatchUp"/>.</summary>
    /// <returns>False when it is something else.</returns>
    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    public bool TryPlain(long number, long time, ReadOnlySpan<byte> octets)
    {
        TcpReassembler<THandler>.Notes notes = _tcp.Take();
        if (!TryFind(octets, out int place)
            || !TryNote(notes, notes.Count, number, time, ref MemoryMarshal.GetReference(octets), octets.Length, place))
        {
            return false;
        }

        _tcp.Note(notes.Count + 1);
        return true;
    }

    /// <summary>Takes packets of a pcap file for as long as they are of the usual kind.</summary>
    /// <param name="records">Octets that begin with a record of 16 octets and little-endian numbers.</param>
    /// <param name="unit">Nanoseconds in the smaller part of a time.</param>
    /// <param name="number">The number of the packet before; of the last one taken afterwards.</param>
    /// <returns>Octets taken.</returns>
    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    public int TakeRecords(ReadOnlySpan<byte> records, long unit, ref long number)
    {
        if (!TryFind(records, out int place))
        {
            return 0;
        }

        place += RecordHeader;
        ref byte first = ref MemoryMarshal.GetReference(records);
        int at = 0;
        long last = number;
        TcpReassembler<THandler>.Notes notes = _tcp.Take();
        int noted = notes.Count;
        while (records.Length - at >= RecordHeader + PlainHeaders)
        {
            // So much is there: within it, octets are read without asking for it again.
            ref byte record = ref Unsafe.Add(ref first, at);
            // What another thread has read into memory is far away, too. Where nothing is, nothing is read.
            Prefetch.Line(in Unsafe.Add(ref record, Ahead));
            Prefetch.Line(in Unsafe.Add(ref record, Ahead + 64));
            uint captured = LittleEndian32(ref record, 8);
            if (captured - 1 >= Math.Min((uint)(records.Length - at - RecordHeader), LittleEndian32(ref record, 12)))
            {
                break;
            }

            long time = (LittleEndian32(ref record, 0) * 1_000_000_000L) + (LittleEndian32(ref record, 4) * unit);
            if (!TryNote(notes, noted, last + 1, time, ref Unsafe.Add(ref record, RecordHeader), (int)captured, place + at))
            {
                break;
            }

            last++;
            at += RecordHeader + (int)captured;
            if (++noted == TcpReassembler<THandler>.Notes.Capacity)
            {
                _tcp.Note(noted);
                notes = _tcp.Take();
                noted = 0;
            }
        }

        _tcp.Note(noted);
        number = last;
        return at;
    }

    /// <summary>Deals with the packets that were taken and not dealt with yet: the octets they point into will go.</summary>
    public void CatchUp() => _tcp.CatchUp();

    /// <summary>Takes any packet.</summary>
    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    public void OnPacket(in PacketView packet)
    {
        bool isPlain = MayBePlain(packet.LinkType) && TryPlain(packet.Number, packet.UnixNanoseconds, packet.Octets);
        CatchUp();
        if (!isPlain)
        {
            _packets++;
            Dissect(packet);
        }
    }

    public void OnSecrets(uint type, ReadOnlySpan<byte> secrets)
    {
        _secretOctets += secrets.Length;
        if (_secretOctets <= DecryptionSecrets.MaxOctets)
        {
            _context.Secrets.Add(new DecryptionSecrets(type, secrets.ToArray(), Source));
        }
    }

    public void OnProblem(long? packet, string kind, long offset, string message, bool fatal)
    {
        CatchUp();
        _context.Sink.Report(new CaptureProblem(Source, packet, offset, message, fatal) { RecordKind = kind, Moment = Moment });
    }

    /// <summary>Packets of all captures up to the one being dealt with.</summary>
    public long Moment => _before + _packets + _tcp.Noted;

    /// <summary>Adds the counts of packets to the statistics.</summary>
    public void Count(long octets)
    {
        CatchUp();
        long packets = _packets + _tcp.Noted;
        _context.Statistics.Packets += packets;
        _before += packets;
        _packets = 0;
        _tcp.Forget();
        _context.Statistics.Octets += octets;
        _context.Statistics.HasCaptures |= octets > 0;
        _context.Statistics.Fragments = _network.Fragments + (_wireless?.Fragments ?? 0);
    }

    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    private void Dissect(in PacketView packet)
    {
        ReadOnlySpan<byte> octets = packet.Octets;
        ushort type = LinkLayers.Enter(packet.LinkType, ref octets);
        uint cut = packet.OriginalLength > (uint)packet.Octets.Length ? packet.OriginalLength - (uint)packet.Octets.Length : 0;
        Count(packet, type is EtherType.Aggregate or EtherType.WirelessFragment ? Wireless(packet, type, octets, cut) : Follow(packet, type, octets, cut));
    }

    /// <summary>802.11 frames that hold several packets, or a part of one.</summary>
    private NetworkOutcome Wireless(in PacketView packet, ushort type, ReadOnlySpan<byte> octets, uint cut)
    {
        if (type == EtherType.WirelessFragment)
        {
            _wireless ??= new WirelessFragments(_context.Options.MaxFragmentedDatagrams);
            return _wireless.TryAdd(packet, octets, out ReadOnlySpan<byte> whole)
                ? Follow(packet, LinkLayers.Llc(ref whole, out ushort inner) ? inner : EtherType.None, whole, cut)
                : NetworkOutcome.Fragment;
        }

        NetworkOutcome outcome = NetworkOutcome.Other;
        while (WirelessLink.TryReadSubframe(ref octets, out ReadOnlySpan<byte> subframe, out ushort inner))
        {
            // Only the last can be cut.
            NetworkOutcome one = Follow(packet, inner, subframe, octets.IsEmpty ? cut : 0);
            outcome = outcome == NetworkOutcome.Tcp ? outcome : one;
        }

        return outcome;
    }

    private NetworkOutcome Follow(in PacketView packet, ushort type, ReadOnlySpan<byte> octets, uint cut)
    {
        NetworkOutcome outcome = _network.Find(type, octets, cut, packet.UnixNanoseconds, out SegmentEnvelope found, out ReadOnlySpan<byte> tcp);
        return outcome == NetworkOutcome.Tcp && !Hand(packet, found, tcp) ? NetworkOutcome.Malformed : outcome;
    }

    private void Count(in PacketView packet, NetworkOutcome outcome)
    {
        switch (outcome)
        {
            case NetworkOutcome.Tcp or NetworkOutcome.Fragment:
                break;
            case NetworkOutcome.Malformed:
                _context.Statistics.MalformedPackets++;
                break;
            case NetworkOutcome.BadChecksum:
                _context.Statistics.ChecksumFailures++;
                break;
            default:
                _context.Statistics.OtherPackets++;
                if (!Enum.IsDefined(packet.LinkType) && !_unknownLinkSaid)
                {
                    _unknownLinkSaid = true;
                    OnProblem(packet.Number, "packet", packet.FileOffset, FormattableString.Invariant($"link type {(int)packet.LinkType} is not read; such packets are passed over"), fatal: false);
                }

                break;
        }
    }

    /// <summary>
    /// Notes a packet that is Ethernet, IPv4 without options or fragments, TCP: nearly every packet of nearly every capture.
    /// </summary>
    /// <param name="notes">Room for it.</param>
    /// <param name="at">Its place there.</param>
    /// <param name="number">Its number.</param>
    /// <param name="time">When it was seen.</param>
    /// <param name="packet">Its first octet.</param>
    /// <param name="length">How many it has.</param>
    /// <param name="place">Where it stands in the block.</param>
    /// <returns>False when it is something else.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNote(in TcpReassembler<THandler>.Notes notes, int at, long number, long time, ref byte packet, int length, int place)
    {
        // EtherType, version and length of the header; the length, no fragment, TCP.
        const ulong FirstMask = 0xffffff, First = 0x450008;
        const ulong SecondMask = 0xff00_ff3f_0000_0000, Second = 0x0600_0000_0000_0000;
        if (length < PlainHeaders)
        {
            return false;
        }

        ulong second = LittleEndian64(ref packet, 16);
        uint head = LittleEndian32(ref packet, 46);
        int end = EthernetHeader + BinaryPrimitives.ReverseEndianness((ushort)second);
        int start = EthernetHeader + 20 + ((int)(head >> 2) & 0x3c);
        if ((LittleEndian64(ref packet, 12) & FirstMask) != First || (second & SecondMask) != Second || start < PlainHeaders || start > end || end > length)
        {
            return false;
        }

        // Address and port of each endpoint as one number.
        Vector128<ulong> endpoints = Vector128.Shuffle(
            Vector128.LoadUnsafe(ref packet, 26),
            Vector128.Create((byte)9, 8, 3, 2, 1, 0, 0xff, 0xff, 11, 10, 7, 6, 5, 4, 0xff, 0xff)).AsUInt64();
        ulong source = endpoints.ToScalar();
        ulong destination = endpoints.GetElement(1);
        // Without a branch, since either may be the lower one.
        int half = source > destination ? 1 : 0;
        ulong swap = (source ^ destination) & (ulong)-(long)half;
        ref UpcomingSegment segment = ref notes.At(at, source ^ swap, destination ^ swap);
        segment.Time = time;
        segment.Packet = number;
        segment.Numbers = LittleEndian64(ref packet, 38);
        segment.Start = place + start;
        segment.Length = end - start;
        segment.Half = (byte)half;
        segment.Flags = (TcpFlags)(head >> 8);
        int isEmpty = start == end ? 1 : 0;
        int begins = (uint)(Unsafe.Add(ref packet, start - isEmpty) - 0x81) <= 1 ? 1 : 0;
        int isAck = (TcpFlags)(head >> 8) == TcpFlags.Ack ? 1 : 0;
        segment.Kind = (UpcomingKind)(2 - (2 * (isAck & isEmpty)) - (begins & (isEmpty ^ 1)));
        return true;
    }

    /// <summary>Finds where octets stand in the block.</summary>
    /// <returns>False when they stand elsewhere: nothing is known of how long they will.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFind(ReadOnlySpan<byte> octets, out int place)
    {
        nint distance = Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(_block), ref MemoryMarshal.GetReference(octets));
        place = (int)distance;
        return distance >= 0 && distance <= _block.Length - octets.Length;
    }

    // By address and not by a span of it: then the offset is part of the instruction that reads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LittleEndian64(ref byte octets, nint at)
    {
        ulong number = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref octets, at));
        return BitConverter.IsLittleEndian ? number : BinaryPrimitives.ReverseEndianness(number);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint LittleEndian32(ref byte octets, nint at)
    {
        uint number = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref octets, at));
        return BitConverter.IsLittleEndian ? number : BinaryPrimitives.ReverseEndianness(number);
    }

    /// <returns>False when these octets are no segment.</returns>
    private bool Hand(in PacketView packet, in SegmentEnvelope found, ReadOnlySpan<byte> octets)
    {
        int header = octets.Length < 20 ? 0 : (octets[12] >> 4) * 4;
        if (header < 20 || header > octets.Length)
        {
            return false;
        }

        TcpSegment segment;
        segment.Sequence = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]);
        segment.Acknowledgment = BinaryPrimitives.ReadUInt32BigEndian(octets[8..]);
        segment.Flags = (TcpFlags)octets[13];
        segment.Missing = found.Missing;
        segment.Time = packet.UnixNanoseconds;
        segment.Packet = packet.Number;
        segment.Payload = octets[header..];
        ushort sourcePort = BinaryPrimitives.ReadUInt16BigEndian(octets);
        ushort destinationPort = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        if (found.IsV6)
        {
            var key = FlowKey.FromV6(found.Source6, sourcePort, found.Destination6, destinationPort, out int half);
            _tcp.Segment(key, half, ref segment);
            return true;
        }

        ulong source = ((ulong)found.Source4 << 16) | sourcePort;
        ulong destination = ((ulong)found.Destination4 << 16) | destinationPort;
        bool isFromLow = source <= destination;
        _tcp.Segment(new FlowKey(isFromLow ? source : destination, isFromLow ? destination : source), isFromLow ? 0 : 1, ref segment);
        return true;
    }
}

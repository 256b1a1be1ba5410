using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Replay.Capture.Tcp;
using Replay.Sessions;

namespace Replay.Capture.Packets;

/// <summary>Takes packets to the TCP reassembler.</summary>
internal sealed class PacketPipeline<THandler>
    where THandler : struct, ITcpStreamHandler
{
    private const int EthernetHeader = 14;
    private const int PlainHeaders = EthernetHeader + 20 + 20;

    private readonly SourceContext _context;
    private readonly NetworkLayers _network;
    private readonly TcpReassembler<THandler> _tcp;
    private readonly bool _isPlainAllowed;
    // Most captures have none.
    private WirelessFragments? _wireless;
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

    /// <summary>
    /// Takes a packet that is Ethernet, IPv4 without options or fragments, TCP: nearly every packet of nearly every capture.
    /// </summary>
    /// <returns>False when it is something else.</returns>
    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    public bool TryPlain(long number, long time, ReadOnlySpan<byte> octets)
    {
        if (octets.Length < PlainHeaders)
        {
            return false;
        }

        // Within the headers, whose length is known, octets are read without asking for it again.
        ref byte packet = ref MemoryMarshal.GetReference(octets);
        int end = EthernetHeader + BigEndian16(ref packet, 16);
        int start = EthernetHeader + 20 + ((Unsafe.Add(ref packet, 46) >> 4) * 4);
        if (BigEndian32(ref packet, 12) >> 8 != 0x080045 || Unsafe.Add(ref packet, 23) != 6 || (BigEndian16(ref packet, 20) & 0x3fff) != 0
            || start < PlainHeaders || start > end || end > octets.Length)
        {
            return false;
        }

        _packets++;
        // Address and port of one endpoint as one number; without a branch, since either may be the lower one.
        ulong source = ((ulong)BigEndian32(ref packet, 26) << 16) | BigEndian16(ref packet, 34);
        ulong destination = ((ulong)BigEndian32(ref packet, 30) << 16) | BigEndian16(ref packet, 36);
        int half = source > destination ? 1 : 0;
        ulong swap = (source ^ destination) & (ulong)-(long)half;
        _tcp.Segment(
            source ^ swap,
            destination ^ swap,
            half,
            BigEndian32(ref packet, 38),
            BigEndian32(ref packet, 42),
            (TcpFlags)Unsafe.Add(ref packet, 47),
            time,
            number,
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packet, start), end - start));
        return true;
    }

    /// <summary>Takes any packet.</summary>
    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    public void OnPacket(in PacketView packet)
    {
        if (!MayBePlain(packet.LinkType) || !TryPlain(packet.Number, packet.UnixNanoseconds, packet.Octets))
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

    public void OnProblem(long? packet, string kind, long offset, string message, bool fatal) =>
        _context.Sink.Report(new CaptureProblem(Source, packet, offset, message, fatal) { RecordKind = kind, Moment = Moment });

    /// <summary>Packets of all captures so far.</summary>
    public long Moment => _before + _packets;

    /// <summary>Adds the counts of packets to the statistics.</summary>
    public void Count(long octets)
    {
        _context.Statistics.Packets += _packets;
        _before += _packets;
        _packets = 0;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint BigEndian32(ref byte packet, nint at) =>
        BinaryPrimitives.ReadUInt32BigEndian(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packet, at), sizeof(uint)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort BigEndian16(ref byte packet, nint at) =>
        BinaryPrimitives.ReadUInt16BigEndian(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref packet, at), sizeof(ushort)));

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

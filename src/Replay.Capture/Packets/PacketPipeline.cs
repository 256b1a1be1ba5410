using System.Buffers.Binary;
using System.Runtime.CompilerServices;
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

    /// <summary>Ethernet, IPv4 without options or fragments, TCP: nearly every packet of nearly every capture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnPacket(in PacketView packet)
    {
        ReadOnlySpan<byte> octets = packet.Octets;
        _packets++;
        if (octets.Length >= PlainHeaders && packet.LinkType == LinkType.Ethernet && _isPlainAllowed
            && BinaryPrimitives.ReadUInt32BigEndian(octets[12..]) >> 8 == 0x080045
            && octets[23] == 6
            && (BinaryPrimitives.ReadUInt16BigEndian(octets[20..]) & 0x3fff) == 0)
        {
            int end = EthernetHeader + BinaryPrimitives.ReadUInt16BigEndian(octets[16..]);
            int start = EthernetHeader + 20 + (octets[46] >> 4) * 4;
            if (start >= PlainHeaders && start <= end && end <= octets.Length)
            {
                ulong source = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(octets[26..]) << 16) | BinaryPrimitives.ReadUInt16BigEndian(octets[34..]);
                ulong destination = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(octets[30..]) << 16) | BinaryPrimitives.ReadUInt16BigEndian(octets[36..]);
                bool isFromLow = source <= destination;
                ulong low = isFromLow ? source : destination;
                ulong high = isFromLow ? destination : source;
                var flags = (TcpFlags)octets[47];
                if (start == end && flags == TcpFlags.Ack && _tcp.CanSkipAcknowledgment(FlowKey.HashV4(low, high)))
                {
                    return;
                }

                TcpSegment segment;
                segment.Sequence = BinaryPrimitives.ReadUInt32BigEndian(octets[38..]);
                segment.Acknowledgment = BinaryPrimitives.ReadUInt32BigEndian(octets[42..]);
                segment.Flags = flags;
                segment.Missing = 0;
                segment.Time = packet.UnixNanoseconds;
                segment.Packet = packet.Number;
                segment.Payload = octets[start..end];
                _tcp.Segment(low, high, isFromLow ? 0 : 1, ref segment);
                return;
            }
        }

        Dissect(packet);
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
        _context.Statistics.Fragments = _network.Fragments;
    }

    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    private void Dissect(in PacketView packet)
    {
        ReadOnlySpan<byte> octets = packet.Octets;
        ushort type = LinkLayers.Enter(packet.LinkType, ref octets);
        uint cut = packet.OriginalLength > (uint)packet.Octets.Length ? packet.OriginalLength - (uint)packet.Octets.Length : 0;
        switch (_network.Find(type, octets, cut, packet.UnixNanoseconds, out SegmentEnvelope found, out ReadOnlySpan<byte> tcp))
        {
            case NetworkOutcome.Tcp when tcp.Length >= 20:
                Hand(packet, found, tcp);
                break;
            case NetworkOutcome.Tcp or NetworkOutcome.Malformed:
                _context.Statistics.MalformedPackets++;
                break;
            case NetworkOutcome.BadChecksum:
                _context.Statistics.ChecksumFailures++;
                break;
            case NetworkOutcome.Fragment:
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

    private void Hand(in PacketView packet, in SegmentEnvelope found, ReadOnlySpan<byte> octets)
    {
        int header = (octets[12] >> 4) * 4;
        if (header < 20 || header > octets.Length)
        {
            _context.Statistics.MalformedPackets++;
            return;
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
            return;
        }

        ulong source = ((ulong)found.Source4 << 16) | sourcePort;
        ulong destination = ((ulong)found.Destination4 << 16) | destinationPort;
        bool isFromLow = source <= destination;
        _tcp.Segment(isFromLow ? source : destination, isFromLow ? destination : source, isFromLow ? 0 : 1, ref segment);
    }
}

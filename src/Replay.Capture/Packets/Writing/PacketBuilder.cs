using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Replay.Capture.Tcp;

namespace Replay.Capture.Packets.Writing;

/// <summary>Makes Ethernet packets with IP, TCP and right checksums. Both endpoints are of one address family.</summary>
internal sealed class PacketBuilder
{
    private const int EthernetHeader = 14;
    private const int TcpHeader = 20;

    private readonly IPEndPoint _client;
    private readonly IPEndPoint _server;
    private readonly bool _isV6;
    private byte[] _packet = new byte[2048];
    private ushort _identification;

    /// <exception cref="ArgumentException">One endpoint is IPv4 and the other IPv6.</exception>
    public PacketBuilder(IPEndPoint client, IPEndPoint server)
    {
        if (client.AddressFamily != server.AddressFamily)
        {
            throw new ArgumentException("both endpoints must be of one address family", nameof(server));
        }

        _client = client;
        _server = server;
        _isV6 = client.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>The most payload that fits into one packet.</summary>
    public int MaxPayload => 65_535 - TcpHeader - (_isV6 ? 0 : 20);

    /// <summary>Builds a packet. It lives until the next call.</summary>
    /// <param name="fromClient">Who sends it.</param>
    /// <param name="sequence">Sequence number.</param>
    /// <param name="acknowledgment">Acknowledgment number.</param>
    /// <param name="flags">Control bits.</param>
    /// <param name="payload">At most <see cref="MaxPayload"/> octets.</param>
    public ReadOnlySpan<byte> Build(bool fromClient, uint sequence, uint acknowledgment, TcpFlags flags, ReadOnlySpan<byte> payload)
    {
        int network = _isV6 ? 40 : 20;
        int length = EthernetHeader + network + TcpHeader + payload.Length;
        if (_packet.Length < length)
        {
            _packet = new byte[length];
        }

        Span<byte> packet = _packet.AsSpan(0, length);
        packet[..(EthernetHeader + network + TcpHeader)].Clear();
        // Locally administered addresses: nobody's hardware.
        packet[0] = packet[6] = 2;
        packet[5] = (byte)(fromClient ? 2 : 1);
        packet[11] = (byte)(fromClient ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(packet[12..], _isV6 ? EtherType.IPv6 : EtherType.IPv4);

        IPEndPoint sender = fromClient ? _client : _server;
        IPEndPoint receiver = fromClient ? _server : _client;
        Span<byte> ip = packet[EthernetHeader..];
        Span<byte> tcp = ip[network..];
        var envelope = new SegmentEnvelope { IsV6 = _isV6 };
        if (_isV6)
        {
            ip[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(TcpHeader + payload.Length));
            ip[6] = 6;
            ip[7] = 64;
            sender.Address.TryWriteBytes(ip[8..], out _);
            receiver.Address.TryWriteBytes(ip[24..], out _);
            envelope.Source6 = BinaryPrimitives.ReadUInt128BigEndian(ip[8..]);
            envelope.Destination6 = BinaryPrimitives.ReadUInt128BigEndian(ip[24..]);
        }
        else
        {
            ip[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(network + TcpHeader + payload.Length));
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], ++_identification);
            ip[6] = 0x40;
            ip[8] = 64;
            ip[9] = 6;
            sender.Address.TryWriteBytes(ip[12..], out _);
            receiver.Address.TryWriteBytes(ip[16..], out _);
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~Checksum.Sum(ip[..20]));
            envelope.Source4 = BinaryPrimitives.ReadUInt32BigEndian(ip[12..]);
            envelope.Destination4 = BinaryPrimitives.ReadUInt32BigEndian(ip[16..]);
        }

        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)sender.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)receiver.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgment);
        tcp[12] = TcpHeader / 4 << 4;
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 65_535);
        payload.CopyTo(tcp[TcpHeader..]);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], (ushort)~Checksum.Sum(tcp, Checksum.PseudoHeader(envelope, tcp.Length)));
        return packet;
    }
}

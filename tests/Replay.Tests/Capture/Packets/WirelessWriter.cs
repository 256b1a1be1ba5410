using System.Buffers.Binary;
using Replay.Capture.Packets.Writing;

namespace Replay.Tests.Capture.Packets;

/// <summary>Makes 802.11 frames of Ethernet packets: one each, several in one (A-MSDU), or several of one (fragments).</summary>
internal sealed class WirelessWriter(IPacketWriter inner) : IPacketWriter
{
    private static readonly byte[] AccessPoint = [2, 0, 0, 0, 0, 9];

    private readonly List<byte[]> _waiting = [];
    private long _time;
    private ushort _sequence;

    /// <summary>Packets of one direction that go into one frame.</summary>
    public int Aggregated { get; init; } = 1;

    /// <summary>Octets of a packet that go into one fragment, or 0.</summary>
    public int FragmentSize { get; init; }

    /// <summary>True for frames with a QoS field; aggregates have one in any case.</summary>
    public bool IsQos { get; init; } = true;

    /// <summary>True for a radiotap header and a frame check sequence at the end.</summary>
    public bool HasRadiotap { get; init; }

    /// <summary>Called with each fragment's number before it is written; false loses it.</summary>
    public Func<int, bool> Keeps { get; init; } = static _ => true;

    public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null)
    {
        if (_waiting.Count > 0 && (_waiting.Count == Aggregated || !packet[..12].SequenceEqual(_waiting[0].AsSpan(0, 12))))
        {
            Flush();
        }

        _time = unixNanoseconds;
        _waiting.Add(packet.ToArray());
    }

    /// <summary>Writes what still waits for company.</summary>
    public void Flush()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        byte[] first = _waiting[0];
        byte[] payload = [0xaa, 0xaa, 3, 0, 0, 0, .. first[12..]];
        if (Aggregated > 1)
        {
            List<byte> body = [];
            foreach (byte[] packet in _waiting)
            {
                body.AddRange(new byte[-body.Count & 3]);
                byte[] length = new byte[2];
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(packet.Length - 12 + 6));
                body.AddRange([.. packet[..12], .. length, 0xaa, 0xaa, 3, 0, 0, 0, .. packet[12..]]);
            }

            payload = [.. body];
        }

        int size = FragmentSize == 0 ? payload.Length : FragmentSize;
        for (int at = 0, number = 0; at < payload.Length; at += size, number++)
        {
            byte[] part = payload[at..Math.Min(payload.Length, at + size)];
            if (Keeps(number))
            {
                inner.Write(_time + number, Frame(first, part, number, at + size < payload.Length));
            }
        }

        _sequence++;
        _waiting.Clear();
    }

    private byte[] Frame(byte[] packet, byte[] body, int number, bool hasMore)
    {
        bool isQos = IsQos || Aggregated > 1;
        // The client's address ends in 1: it sends to the access point, the others through it.
        bool isToAccessPoint = packet[11] == 1;
        byte[] destination = packet[..6];
        byte[] source = packet[6..12];
        byte[] control = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(control, (ushort)((_sequence << 4) | number));
        byte[] frame =
        [
            (byte)(isQos ? 0x88 : 0x08), (byte)((isToAccessPoint ? 1 : 2) | (hasMore ? 4 : 0)), 0, 0,
            .. isToAccessPoint ? AccessPoint : destination,
            .. isToAccessPoint ? source : AccessPoint,
            .. isToAccessPoint ? destination : source,
            .. control,
            .. isQos ? new byte[] { (byte)(Aggregated > 1 ? 0x80 : 0), 0 } : [],
            .. body,
        ];
        return HasRadiotap ? [0, 0, 9, 0, 2, 0, 0, 0, 0x10, .. frame, .. Checksum(frame)] : frame;
    }

    /// <summary>CRC-32, least significant octet first.</summary>
    private static byte[] Checksum(byte[] frame)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in frame)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xedb88320 & (uint)-(int)(crc & 1));
            }
        }

        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(octets, ~crc);
        return octets;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.HexDumps.PacketText;

/// <summary>
/// The TCP payload of packets printed as text: in order, without retransmissions, with a small window for reordering.
/// Captures proper are followed elsewhere; what people paste into an issue is short and mostly in order.
/// </summary>
internal sealed class TextTcpStreams(SourceInput input, SourceContext context) : ITextPacketSink
{
    private const int MaxConnections = 4096;

    private readonly Dictionary<(string, string), TextTcpConnection> _connections = [];
    private long _others;
    private bool _refused;

    public void OnPacket(Timestamp time, int linkType, ReadOnlySpan<byte> octets, long line)
    {
        if (!IPHeader.TryFind(octets, out _, out int at) || !TrySegment(octets[at..], out IPEndPoint? from, out IPEndPoint? to, out ReadOnlySpan<byte> segment, out int missing))
        {
            _others++;
            return;
        }

        string source = from!.ToString();
        string target = to!.ToString();
        bool isForward = string.CompareOrdinal(source, target) < 0;
        (string, string) key = isForward ? (source, target) : (target, source);
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(segment[4..]);
        int header = (segment[12] >> 4) * 4;
        byte flags = segment[13];
        bool isSyn = (flags & 2) != 0;
        ReadOnlySpan<byte> payload = header >= 20 && header <= segment.Length ? segment[header..] : default;
        if (_connections.TryGetValue(key, out TextTcpConnection? connection) && isSyn && (flags & 16) == 0 && connection.IsOver)
        {
            connection.End(time);
            _connections.Remove(key);
            connection = null;
        }

        if (connection is null)
        {
            if (_connections.Count >= MaxConnections)
            {
                Refuse(line);
                return;
            }

            bool? fromClient = isSyn ? (flags & 16) == 0 : null;
            connection = new TextTcpConnection(input, context, source, target, fromClient);
            _connections.Add(key, connection);
        }

        connection.Segment(source, time, isSyn ? sequence + 1 : sequence, payload, missing, isSyn, (flags & 1) != 0, (flags & 4) != 0);
    }

    public void End()
    {
        foreach (TextTcpConnection connection in _connections.Values)
        {
            connection.End(Timestamp.None);
        }

        if (_others > 0)
        {
            context.Sink.Report(new CaptureProblem(
                input.Name, null, null, string.Create(CultureInfo.InvariantCulture, $"{_others} dumps that are not TCP over IP (other protocols, views of reassembled or unmasked data) are left out"), IsFatal: false));
        }
    }

    private static bool TrySegment(ReadOnlySpan<byte> ip, out IPEndPoint? from, out IPEndPoint? to, out ReadOnlySpan<byte> segment, out int missing)
    {
        from = to = null;
        missing = 0;
        bool isV4 = ip[0] >> 4 == 4;
        int header = isV4 ? (ip[0] & 15) * 4 : 40;
        int total = isV4 ? BinaryPrimitives.ReadUInt16BigEndian(ip[2..]) : 40 + BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        bool isFragment = isV4 && (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & 0x3FFF) != 0;
        byte protocol = isV4 ? ip[9] : ip[6];
        // Offloading may leave the length at zero.
        int end = total <= header ? ip.Length : Math.Min(total, ip.Length);
        missing = Math.Max(total - ip.Length, 0);
        segment = default;
        if (protocol != 6 || isFragment || end - header < 20)
        {
            return false;
        }

        segment = ip[header..end];
        int width = isV4 ? 4 : 16;
        int addresses = isV4 ? 12 : 8;
        from = new IPEndPoint(new IPAddress(ip.Slice(addresses, width)), BinaryPrimitives.ReadUInt16BigEndian(segment));
        to = new IPEndPoint(new IPAddress(ip.Slice(addresses + width, width)), BinaryPrimitives.ReadUInt16BigEndian(segment[2..]));
        return true;
    }

    private void Refuse(long line)
    {
        if (!_refused)
        {
            _refused = true;
            context.Sink.Report(new CaptureProblem(
                input.Name, line, null, string.Create(CultureInfo.InvariantCulture, $"more than {MaxConnections} TCP connections in one text; later ones are left out")));
        }
    }
}

using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Packets.Writing;

/// <summary>One conversation on its way to packets: its TCP connection, its clock and the packets that can still be remarked on.</summary>
internal sealed class ExportedConversation
{
    /// <summary>An Ethernet frame of 1500 octets, less the headers of IPv4 and TCP.</summary>
    private const int SegmentSize = 1460;

    /// <summary>RFC 9293 §3.8.6.3: at least every second segment is acknowledged.</summary>
    private const int SegmentsPerAcknowledgment = 2;

    /// <summary>What stands for a gap of unknown length.</summary>
    private const uint UnknownGap = 1 << 20;

    /// <summary>Sequence numbers tell no longer gap from an old segment.</summary>
    private const uint LongestGap = 1 << 29;

    private readonly PacketQueue _packets;
    private readonly ConversationWriter _tcp;
    private readonly HeldStream[] _held = [new(), new()];
    private readonly int[] _unacknowledged = new int[2];
    private readonly bool[] _hasGap = new bool[2];
    private readonly bool _isClientTx;
    private readonly bool _hasStart;
    private readonly Timestamp _started;
    private string? _remark;
    private bool _isOpen;

    /// <param name="connection">The connection.</param>
    /// <param name="hasStart">False when its record begins at a frame: a capture that begins in the middle has no SYN.</param>
    /// <param name="packets">Where packets go.</param>
    public ExportedConversation(ConnectionInfo connection, bool hasStart, PacketQueue packets)
    {
        _packets = packets;
        _hasStart = hasStart;
        _isClientTx = connection.Perspective == Perspective.Client;
        _started = connection.Started;
        (System.Net.IPEndPoint client, System.Net.IPEndPoint server) = ConversationEndpoints.Of(connection);
        ulong number = (ulong)connection.Connection;
        _tcp = new ConversationWriter(packets, client, server, Initial(number * 2), Initial((number * 2) + 1), SegmentSize);
    }

    /// <summary>Octets of one direction.</summary>
    /// <param name="direction">The stream.</param>
    /// <param name="time">When, in nanoseconds since the Unix epoch.</param>
    /// <param name="offset">Offset of the first in the stream.</param>
    /// <param name="octets">The octets.</param>
    public void Send(Direction direction, long time, ulong offset, ReadOnlySpan<byte> octets)
    {
        Open(time);
        bool fromClient = IsClient(direction);
        while (octets.Length > 0)
        {
            int count = Math.Min(octets.Length, SegmentSize);
            _tcp.Send(time, fromClient, octets[..count], TakeRemark());
            HeldPacket packet = _packets.Last!;
            packet.Offset = offset;
            _held[(int)direction].Add(packet);
            offset += (ulong)count;
            octets = octets[count..];

            // Data carries an acknowledgment of the other side's.
            _unacknowledged[Side(!fromClient)] = 0;
            if (++_unacknowledged[Side(fromClient)] >= SegmentsPerAcknowledgment || _hasGap[Side(fromClient)])
            {
                Acknowledge(time, fromClient);
            }
        }
    }

    /// <summary>Octets of one direction are missing: their sequence numbers pass, and the other side acknowledges them.</summary>
    /// <param name="direction">The stream.</param>
    /// <param name="time">When that was noticed.</param>
    /// <param name="length">How many, or null.</param>
    /// <returns>False when the packets cannot say how many they are.</returns>
    public bool Skip(Direction direction, long time, ulong? length)
    {
        Open(time);
        bool fromClient = IsClient(direction);
        _tcp.Lose(fromClient, (uint)Math.Min(length ?? UnknownGap, LongestGap));
        _hasGap[Side(fromClient)] = true;
        return length <= LongestGap;
    }

    /// <summary>Puts a remark on the packet with the octet it is about, else on the one that comes next.</summary>
    /// <returns>False when that packet is no longer held.</returns>
    public bool Remark(Direction direction, ulong offset, string text)
    {
        if (_held[(int)direction].Find(offset) is { } packet)
        {
            packet.Remark(text);
            return true;
        }

        // Bounded: in a frame that never ends there may be many.
        _remark = _remark is null ? text : _remark.Length < 4096 ? _remark + "\n" + text : _remark;
        return false;
    }

    /// <summary>The end of the conversation.</summary>
    public void End(long time, in EndView end)
    {
        Open(time);
        foreach (bool fromClient in (ReadOnlySpan<bool>)[true, false])
        {
            if (_unacknowledged[Side(fromClient)] > 0 || _hasGap[Side(fromClient)])
            {
                Acknowledge(time, fromClient);
            }
        }

        bool clientFirst = end.DroppedBy == Party.Client;
        switch (end.How)
        {
            case EndKind.Fin when end.DroppedBy is null:
                _tcp.CloseAtOnce(time);
                break;
            case EndKind.Fin or EndKind.DroppedByServer or EndKind.DroppedByClient:
                _tcp.Close(time, clientFirst);
                break;
            case EndKind.Reset:
                _tcp.Reset(time, clientFirst);
                break;
            default:
                if (_remark is null)
                {
                    return;
                }

                _tcp.Acknowledge(time, fromClient: true);
                break;
        }

        if (TakeRemark() is { } remark)
        {
            _packets.Last!.Remark(remark);
        }
    }

    private void Open(long time)
    {
        if (_isOpen)
        {
            return;
        }

        _isOpen = true;
        if (_hasStart)
        {
            _tcp.Open(_started.HasValue ? Math.Clamp(_started.UnixNanoseconds, 0, time) : time);
        }
    }

    private void Acknowledge(long time, bool fromClient)
    {
        _unacknowledged[Side(fromClient)] = 0;
        _hasGap[Side(fromClient)] = false;
        _tcp.Acknowledge(time, !fromClient);
    }

    private string? TakeRemark()
    {
        string? remark = _remark;
        _remark = null;
        return remark;
    }

    private bool IsClient(Direction direction) => (direction == Direction.Tx) == _isClientTx;

    private static int Side(bool isClient) => isClient ? 0 : 1;

    /// <summary>An initial sequence number that looks like one and is the same each time (the finaliser of splitmix64).</summary>
    private static uint Initial(ulong number)
    {
        ulong mixed = (number + 1) * 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (uint)(mixed ^ (mixed >> 31));
    }
}

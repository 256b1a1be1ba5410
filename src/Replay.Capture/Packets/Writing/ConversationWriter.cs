using System.Net;
using Replay.Capture.Tcp;

namespace Replay.Capture.Packets.Writing;

/// <summary>Writes one TCP conversation as packets: handshake, data with acknowledgments, end.</summary>
internal sealed class ConversationWriter
{
    private readonly IPacketWriter _writer;
    private readonly PacketBuilder _builder;
    private readonly int _segmentSize;
    private uint _client;
    private uint _server;

    /// <param name="writer">The file.</param>
    /// <param name="client">The client's endpoint.</param>
    /// <param name="server">The server's endpoint.</param>
    /// <param name="clientInitial">The client's initial sequence number.</param>
    /// <param name="serverInitial">The server's initial sequence number.</param>
    /// <param name="segmentSize">Octets a segment carries at most.</param>
    public ConversationWriter(IPacketWriter writer, IPEndPoint client, IPEndPoint server, uint clientInitial = 1000, uint serverInitial = 2000, int segmentSize = 1460)
    {
        _writer = writer;
        _builder = new PacketBuilder(client, server);
        _segmentSize = Math.Min(segmentSize, _builder.MaxPayload);
        _client = clientInitial;
        _server = serverInitial;
    }

    /// <summary>Sequence number of one side's next octet.</summary>
    public uint Next(bool fromClient) => fromClient ? _client : _server;

    /// <summary>The three-way handshake, RFC 9293 §3.5.</summary>
    public void Open(long unixNanoseconds)
    {
        Packet(unixNanoseconds, true, _client, 0, TcpFlags.Syn, []);
        _client++;
        Packet(unixNanoseconds, false, _server, _client, TcpFlags.Syn | TcpFlags.Ack, []);
        _server++;
        Packet(unixNanoseconds, true, _client, _server, TcpFlags.Ack, []);
    }

    /// <summary>Octets of one side, in as many segments as they need.</summary>
    /// <param name="unixNanoseconds">When.</param>
    /// <param name="fromClient">Who sends.</param>
    /// <param name="octets">What.</param>
    /// <param name="comment">A remark on the last segment, or null.</param>
    public void Send(long unixNanoseconds, bool fromClient, ReadOnlySpan<byte> octets, string? comment = null)
    {
        while (octets.Length > 0)
        {
            int count = Math.Min(octets.Length, _segmentSize);
            bool isLast = count == octets.Length;
            Packet(unixNanoseconds, fromClient, Next(fromClient), Next(!fromClient), TcpFlags.Ack | (isLast ? TcpFlags.Psh : 0), octets[..count], isLast ? comment : null);
            Advance(fromClient, (uint)count);
            octets = octets[count..];
        }
    }

    /// <summary>An acknowledgment of everything the other side has sent.</summary>
    public void Acknowledge(long unixNanoseconds, bool fromClient) =>
        Packet(unixNanoseconds, fromClient, Next(fromClient), Next(!fromClient), TcpFlags.Ack, []);

    /// <summary>Lets octets of one side pass unseen.</summary>
    public void Lose(bool fromClient, uint count) => Advance(fromClient, count);

    /// <summary>One side has sent everything.</summary>
    public void Finish(long unixNanoseconds, bool fromClient)
    {
        Packet(unixNanoseconds, fromClient, Next(fromClient), Next(!fromClient), TcpFlags.Fin | TcpFlags.Ack, []);
        Advance(fromClient, 1);
    }

    /// <summary>Both sides finish, <paramref name="clientFirst"/> saying who begins.</summary>
    public void Close(long unixNanoseconds, bool clientFirst = true)
    {
        Finish(unixNanoseconds, clientFirst);
        Finish(unixNanoseconds, !clientFirst);
        Acknowledge(unixNanoseconds, clientFirst);
    }

    /// <summary>Both sides finish before they have seen the other's FIN: nobody is first.</summary>
    public void CloseAtOnce(long unixNanoseconds)
    {
        uint server = _server;
        Packet(unixNanoseconds, true, _client, server, TcpFlags.Fin | TcpFlags.Ack, []);
        Packet(unixNanoseconds, false, server, _client, TcpFlags.Fin | TcpFlags.Ack, []);
        Advance(fromClient: true, 1);
        Advance(fromClient: false, 1);
        Acknowledge(unixNanoseconds, fromClient: true);
        Acknowledge(unixNanoseconds, fromClient: false);
    }

    /// <summary>One side gives up.</summary>
    public void Reset(long unixNanoseconds, bool fromClient) =>
        Packet(unixNanoseconds, fromClient, Next(fromClient), Next(!fromClient), TcpFlags.Rst | TcpFlags.Ack, []);

    /// <summary>Any packet of the conversation.</summary>
    public void Packet(long unixNanoseconds, bool fromClient, uint sequence, uint acknowledgment, TcpFlags flags, ReadOnlySpan<byte> payload, string? comment = null) =>
        _writer.Write(unixNanoseconds, _builder.Build(fromClient, sequence, acknowledgment, flags, payload), comment);

    private void Advance(bool fromClient, uint count)
    {
        if (fromClient)
        {
            _client += count;
        }
        else
        {
            _server += count;
        }
    }
}

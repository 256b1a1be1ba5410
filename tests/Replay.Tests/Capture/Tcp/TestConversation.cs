using System.Net;
using System.Text;
using Replay.Capture.Packets.Writing;
using Replay.Capture.Tcp;

namespace Replay.Tests.Capture.Tcp;

/// <summary>Captures made of a few lines.</summary>
internal static class TestConversation
{
    public const string Request = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    public const string Response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    public const long Start = 1_700_000_000_000_000_000;
    public const long Millisecond = 1_000_000;

    public static IPEndPoint Client { get; } = new(IPAddress.Parse("192.0.2.1"), 40000);

    public static IPEndPoint Server { get; } = new(IPAddress.Parse("192.0.2.2"), 8080);

    public static byte[] Pcap(Action<PcapWriter> write)
    {
        using var stream = new MemoryStream();
        write(new PcapWriter(stream));
        return stream.ToArray();
    }

    /// <summary>One conversation between <see cref="Client"/> and <see cref="Server"/>.</summary>
    public static byte[] Pcap(Action<ConversationWriter> write, uint clientInitial = 1000, uint serverInitial = 2000, int segmentSize = 1460) =>
        Pcap(file => write(new ConversationWriter(file, Client, Server, clientInitial, serverInitial, segmentSize)));

    public static void Say(this ConversationWriter conversation, bool fromClient, string text, long milliseconds = 0) =>
        conversation.Send(Start + milliseconds * Millisecond, fromClient, Encoding.Latin1.GetBytes(text));

    /// <summary>TCP and WebSocket handshake.</summary>
    public static void Upgrade(this ConversationWriter conversation)
    {
        conversation.Open(Start);
        conversation.Say(true, Request);
        conversation.Say(false, Response);
    }

    /// <summary>A conversation of <see cref="Client"/> and one of somebody else, both past their handshakes.</summary>
    public static (ConversationWriter First, ConversationWriter Second) Two(this PcapWriter file)
    {
        var first = new ConversationWriter(file, Client, Server);
        first.Upgrade();
        var second = new ConversationWriter(file, new IPEndPoint(IPAddress.Parse("192.0.2.9"), 2), Server);
        second.Upgrade();
        return (first, second);
    }

    /// <summary>A segment anywhere in a stream.</summary>
    public static void At(this ConversationWriter conversation, bool fromClient, uint sequence, string text, TcpFlags flags = TcpFlags.Ack, uint? acknowledgment = null) =>
        conversation.Packet(Start, fromClient, sequence, acknowledgment ?? conversation.Next(!fromClient), flags, Encoding.Latin1.GetBytes(text));
}

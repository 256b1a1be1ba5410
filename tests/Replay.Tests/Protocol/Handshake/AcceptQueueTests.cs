using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class AcceptQueueTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(9)]
    [DataRow(30)]
    public void Whatever_is_asked_for_first_every_request_has_the_accept_value_of_its_key(int requests)
    {
        var random = new Random(requests);
        var queue = new AcceptQueue();
        HttpHead[] heads = [.. Enumerable.Range(0, requests).Select(_ => Request(Key(random)))];
        foreach (HttpHead head in heads)
        {
            queue.Add(head);
        }

        random.Shuffle(heads);
        int left = 0;
        byte[] accept = new byte[WebSocketKey.AcceptLength];
        foreach (HttpHead head in heads)
        {
            queue.Settle(head);
            if (head.TryGetAccept(accept))
            {
                Assert.AreEqual(WebSocketKey.Accept(Encoding.ASCII.GetString(head.ProofOctets)), Encoding.ASCII.GetString(accept));
            }
            else
            {
                left++;
            }
        }

        Assert.IsTrue(left <= 1 || !System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated, "only one alone is left to be hashed by itself");
    }

    [TestMethod]
    public void A_head_read_into_the_memory_of_another_does_not_get_the_others_hash()
    {
        var random = new Random(6455);
        var queue = new AcceptQueue();
        HttpHead model = Request(Key(random));
        HttpHead first = HttpHead.ReadLike(model, Octets(Key(random)))!;
        queue.Add(first);
        byte[] key = Key(random);
        HttpHead second = HttpHead.ReadLike(model, Octets(key), first)!;
        Assert.AreSame(first, second, "the memory is used again");

        for (int i = 0; i < 20; i++)
        {
            queue.Add(Request(Key(random)));
        }

        Assert.IsFalse(second.TryGetAccept(stackalloc byte[WebSocketKey.AcceptLength]), "nobody has asked for it");
    }

    [TestMethod]
    public void A_key_of_another_length_is_left_alone()
    {
        var queue = new AcceptQueue();
        HttpHead head = Request("short"u8.ToArray());
        queue.Add(head);
        queue.Add(head);
        queue.Settle(head);

        Assert.IsFalse(head.TryGetAccept(stackalloc byte[WebSocketKey.AcceptLength]));
    }

    private static byte[] Key(Random random)
    {
        byte[] nonce = new byte[16];
        random.NextBytes(nonce);
        return Encoding.ASCII.GetBytes(WebSocketKey.FromNonce(nonce));
    }

    private static HttpHead Request(byte[] key) => HttpHead.Parse(Octets(key));

    private static byte[] Octets(byte[] key) =>
        Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {Encoding.ASCII.GetString(key)}\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

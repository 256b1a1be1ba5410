using System.Globalization;
using System.Text;
using Replay.Capture;
using Replay.Capture.Packets.Writing;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.Packets.Writing;

[TestClass]
public sealed class CaptureFileWriterTests
{
    private const string Handshake = "tx: \"GET / HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\"\n"
        + "    \"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n\"\n"
        + "rx: \"HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\"\n"
        + "    \"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n\"\n";

    public static IEnumerable<object[]> Examples => RuleCatalogue.All.SelectMany(rule => new object[][]
    {
        [rule.Id, rule.Example],
        [rule.Id + " kept", rule.CounterExample],
    });

    [TestMethod]
    [DynamicData(nameof(Examples))]
    public void The_examples_of_the_rules_are_read_again_as_they_were(string name, string example)
    {
        // How the other side took it that one dropped the connection is what a log does not say, and a capture does.
        string record = example.Replace("drop client", "drop both", StringComparison.Ordinal).Replace("drop server", "drop both", StringComparison.Ordinal);

        // Nor that the length of a gap is unknown: this is what stands for it, and moves the offsets behind it.
        record = record.Replace("x ?\n", "x 1048576\n", StringComparison.Ordinal);

        RoundTrip trip = RoundTrip.Of(record);

        Assert.AreEqual(Describe(trip.Original), Describe(trip.Again), name + "\n" + example);
        CollectionAssert.AreEqual(trip.Original.Select(one => one.End.How).ToArray(), trip.Again.Select(one => one.End.How).ToArray());
    }

    [TestMethod]
    [DataRow("autobahn-4.2.2.txt")]
    [DataRow("autobahn-7.1.5.txt")]
    public void An_autobahn_report_is_read_again_as_it_was(string name)
    {
        RoundTrip trip = RoundTrip.Of(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "captures", name)));

        Assert.AreEqual(Describe(trip.Original), Describe(trip.Again));
    }

    public static IEnumerable<object[]> Captures => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "captures"), "*.pcap*")
        .Order(StringComparer.Ordinal)
        .Select(path => new object[] { Path.GetFileName(path) });

    [TestMethod]
    [DynamicData(nameof(Captures))]
    public void Our_own_captures_are_read_again_as_they_were(string name)
    {
        RoundTrip trip = RoundTrip.Of(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "captures", name)));

        Assert.AreNotEqual(0, trip.Original.Count);
        CollectionAssert.AreEqual(
            trip.Original.Select(RoundTrip.Describe).Order(StringComparer.Ordinal).ToArray(),
            trip.Again.Select(RoundTrip.Describe).Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public void Times_to_the_nanosecond_and_ends_and_long_octets_are_kept()
    {
        string long5000 = string.Concat(Enumerable.Repeat("61", 5000));
        RoundTrip trip = RoundTrip.Of(
            Handshake.Replace("tx: ", "2026-01-02T03:04:05.123456789Z tx: ", StringComparison.Ordinal)
            + "2026-01-02T03:04:06.000000001Z rx: 82 7e 13 88 " + long5000 + "\ndrop reset\n");

        Session session = trip.Again.Single();
        Assert.AreEqual(Describe(trip.Original), Describe(trip.Again));
        Assert.AreEqual("2026-01-02T03:04:05.123456789Z", session.Connection.Started.ToString());
        Assert.AreEqual("2026-01-02T03:04:06.000000001Z", session.Frames.Single().Time.ToString());
        Assert.AreEqual(EndKind.Reset, session.End.How);
        CollectionAssert.AreEqual(new[] { 1460UL, 1460UL, 1460UL, 624UL }, session.Octets[2..].Select(piece => piece.Length).ToArray());
    }

    [TestMethod]
    [DataRow("tx", 1000UL)]
    [DataRow("rx", 70_000UL)]
    [DataRow("rx", 6_000_000UL)]
    public void Missing_octets_are_missing_again(string direction, ulong length)
    {
        string header = direction == "tx" ? "82 ff" : "82 7f";
        string frame = header + (length + 4).ToString("x16", CultureInfo.InvariantCulture) + (direction == "tx" ? "01020304" : "") + "aabb";
        RoundTrip trip = RoundTrip.Of(
            $"{Handshake}{direction}: {frame}\ngap {direction} {length}\n{direction}: ccdd\ntx: 8980 01020305\nrx: 8a00\n");

        Assert.AreEqual(Describe(trip.Original), Describe(trip.Again));
        Assert.AreEqual(length, trip.Again.Single().Gaps.Single().Length);
    }

    [TestMethod]
    public void Octets_that_a_log_leaves_out_become_missing_ones()
    {
        RoundTrip trip = RoundTrip.Of(Handshake + "rx: 827e0100 aabb ... 254 more bytes\nrx: 8100\n");

        Assert.AreEqual(Describe(trip.Original), Describe(trip.Again));
        Assert.AreEqual(254UL, trip.Again.Single().Gaps.Single().Length);
    }

    [TestMethod]
    public void A_violation_is_a_comment_on_the_packet_with_its_octet()
    {
        RoundTrip trip = RoundTrip.Of(Handshake + "tx: 8101 61\ntx: 8180 01020304\n");

        string comment = "error RFC6455-5.1-client-mask by client: expected masked frame; observed unmasked frame (frame 0, octet 140 of tx)";
        int packet = trip.File.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x81, 0x01, 0x61]);
        int remark = trip.File.AsSpan().IndexOf(Encoding.UTF8.GetBytes(comment));
        int next = trip.File.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x81, 0x80, 1, 2, 3, 4]);
        Assert.IsTrue(packet > 0 && packet < remark && remark < next, $"{packet} {remark} {next}");
    }

    [TestMethod]
    public void A_violation_whose_packet_is_written_already_stands_on_a_later_one()
    {
        // The frame ends far behind its header: that packet was held no longer.
        RoundTrip trip = RoundTrip.Of(Handshake + "tx: 827e 2000\n" + string.Concat(Enumerable.Repeat("tx: " + string.Concat(Enumerable.Repeat("61", 1024)) + "\n", 8)) + "drop both\n", lookBehind: 2048);

        Assert.AreEqual(Describe(trip.Original), Describe(trip.Again));
        Assert.IsGreaterThan(0, trip.File.AsSpan().IndexOf("RFC6455-5.1-client-mask"u8));
        StringAssert.Contains(string.Join('\n', trip.Losses), "stand as comments on a later packet");
    }

    [TestMethod]
    [DataRow("drop client", true)]
    [DataRow("drop server", false)]
    public void Who_drops_the_connection_sends_the_first_fin(string drop, bool isClient)
    {
        RoundTrip trip = RoundTrip.Of(Handshake + drop + "\n");

        // Ports behind the header of IPv4; FIN and ACK in the flags.
        byte[][] ends = [.. Packets(trip.File).Where(packet => packet[47] == 0x11)];
        Assert.HasCount(2, ends);
        Assert.AreEqual(isClient, ends[0].AsSpan(36, 2).SequenceEqual((ReadOnlySpan<byte>)[0, 80]));
        Assert.AreEqual(EndKind.Fin, trip.Again.Single().End.How);
        Assert.AreEqual(isClient ? Party.Client : Party.Server, trip.Again.Single().End.DroppedBy);
    }

    [TestMethod]
    public void A_hostile_reason_reaches_no_terminal_by_way_of_a_comment()
    {
        RoundTrip trip = RoundTrip.Of(Handshake.Replace("Host: a", "Host: a\\r\\nSec-WebSocket-Protocol: \\x1b[31m", StringComparison.Ordinal));

        Assert.AreNotEqual(0, trip.Original.Single().Violations.Length);
        Assert.AreEqual(-1, Comments(trip.File).IndexOf('\x1b', StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("192.0.2.1:1234", "198.51.100.7:9001", "192.0.2.1:1234", "198.51.100.7:9001")]
    [DataRow("[2001:db8::1]:1234", "[2001:db8::2]:443", "[2001:db8::1]:1234", "[2001:db8::2]:443")]
    [DataRow(null, "192.0.2.9:8080", "127.0.0.1:49158", "192.0.2.9:8080")]
    [DataRow(null, "[2001:db8::2]:443", "[::1]:49158", "[2001:db8::2]:443")]
    [DataRow("192.0.2.1:1234", "[2001:db8::2]:443", "[::ffff:192.0.2.1]:1234", "[2001:db8::2]:443")]
    [DataRow(null, "example.com:80", "127.0.0.1:49158", "127.0.0.1:80")]
    [DataRow(null, null, "127.0.0.1:49158", "127.0.0.1:80")]
    public void Known_addresses_are_kept_and_others_made(string? client, string? server, string expectedClient, string expectedServer)
    {
        (System.Net.IPEndPoint one, System.Net.IPEndPoint other) = ConversationEndpoints.Of(new ConnectionInfo { Connection = 7, Source = "x", Client = client, Server = server });

        Assert.AreEqual(expectedClient, one.ToString());
        Assert.AreEqual(expectedServer, other.ToString());
    }

    [TestMethod]
    public void Many_connections_without_addresses_do_not_meet()
    {
        var seen = new HashSet<string>();
        foreach (long number in new long[] { 1, 2, 16_384, 16_385, 100_000, 4_000_000 })
        {
            Assert.IsTrue(seen.Add(ConversationEndpoints.Of(new ConnectionInfo { Connection = number, Source = "x" }).Client.ToString()));
        }
    }

    [TestMethod]
    public void Pcap_holds_the_conversation_without_comments()
    {
        byte[] record = Encoding.UTF8.GetBytes(Handshake + "tx: 8101 61\n");
        using var file = new MemoryStream();
        using var writer = new CaptureFileWriter(file, isPcapng: false);
        RoundTrip.Decode(record, writer, SourceOptions.Default);
        writer.Complete();
        var again = new SessionBuilder();
        RoundTrip.Decode(file.ToArray(), again, SourceOptions.Default);

        Assert.HasCount(1, again.Sessions.Single().Frames);
        StringAssert.Contains(string.Join('\n', writer.Losses), "pcap has no comments");
    }

    private static string Describe(IReadOnlyList<Session> sessions) => string.Concat(sessions.Select(RoundTrip.Describe));

    private static IEnumerable<byte[]> Packets(byte[] file)
    {
        for (int at = 0; at < file.Length; at += BitConverter.ToInt32(file, at + 4))
        {
            if (BitConverter.ToInt32(file, at) == 6)
            {
                yield return file[(at + 28)..(at + 28 + BitConverter.ToInt32(file, at + 20))];
            }
        }
    }

    /// <summary>The file's text but for what the packets carry, which is the record's own.</summary>
    private static string Comments(byte[] file)
    {
        string text = Encoding.Latin1.GetString(file);
        return string.Concat(text.Split("error RFC").Skip(1).Select(part => part[..Math.Min(part.Length, part.IndexOf(" of ", StringComparison.Ordinal) + 6)]));
    }
}

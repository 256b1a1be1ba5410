using Replay.Capture.Autobahn;
using Replay.Protocol;

namespace Replay.Tests.Capture.Autobahn;

[TestClass]
public sealed class StitchingTests
{
    private static readonly string Head = ReportExamples.Hex(ReportExamples.Request);
    private static readonly string Answer = ReportExamples.Hex(ReportExamples.Response);

    private static string Rebuilt(string hex, int visible = 64) => hex[..(2 * visible)] + "[" + hex[(2 * visible)..] + "]";

    private static RecordedConnection Read(params string[] rows) => RecordedStreams.Read(new AutobahnJsonFormat(), ReportExamples.Json(rows)).Connections.Single();

    private static string Tail(string stream, string head)
    {
        Assert.StartsWith(Rebuilt(head), stream);
        return stream[Rebuilt(head).Length..];
    }

    private static string Repeat(string hex, int count) => string.Concat(Enumerable.Repeat(hex, count));

    [TestMethod]
    public void The_handshake_is_completed_from_its_full_text()
    {
        RecordedConnection connection = Read();
        Assert.AreEqual(Rebuilt(Head), connection.Tx);
        Assert.AreEqual(Rebuilt(Answer), connection.Rx);
        CollectionAssert.AreEqual(new ulong[] { (ulong)Head.Length / 2 }, connection.Chops[0]);
    }

    [TestMethod]
    public void Frames_coalesced_behind_the_answer_are_rebuilt_from_their_lines()
    {
        string text = ReportExamples.Json("[\"RF\", [2, \"hi\"], 1, true, 0, false, null]", "[\"RF\", [0, \"\"], 9, true, 0, false, null]")
            .Replace(ReportExamples.Octets("RO", Answer), ReportExamples.Octets("RO", Answer + "810268698900"), StringComparison.Ordinal);
        RecordedConnection connection = RecordedStreams.Read(new AutobahnJsonFormat(), text).Connections.Single();
        Assert.AreEqual(Rebuilt(Answer + "810268698900"), connection.Rx);
    }

    [TestMethod]
    public void A_head_that_the_octets_contradict_rebuilds_nothing()
    {
        string text = ReportExamples.Json().Replace("Host: a.example\\r", "Host: b.example\\r", StringComparison.Ordinal);
        RecordedConnection connection = RecordedStreams.Read(new AutobahnJsonFormat(), text).Connections.Single();
        Assert.AreEqual(Head[..128] + "{" + ((Head.Length / 2) - 64) + "}", connection.Tx);
    }

    [TestMethod]
    [DataRow(61)]
    [DataRow(64)]
    public void Octets_and_payloads_of_61_to_64_look_cut_and_are_whole(int length)
    {
        string frame = "81" + (length - 2).ToString("x2", System.Globalization.CultureInfo.InvariantCulture) + Repeat("2a", length - 2);
        Assert.AreEqual(frame, Tail(Read(ReportExamples.Octets("RO", frame)).Rx, Answer));
    }

    [TestMethod]
    public void A_masked_payload_is_rebuilt_where_the_line_has_all_of_it()
    {
        // 62 octets of payload behind 6 of header: the line shows all, the octets two fewer.
        string payload = new string('*', 31) + new string('+', 31);
        byte[] octets = System.Text.Encoding.ASCII.GetBytes(payload);
        for (int i = 0; i < octets.Length; i++)
        {
            octets[i] ^= (byte)((i & 3) + 1);
        }

        string frame = "81be01020304" + Convert.ToHexStringLower(octets);
        RecordedConnection connection = Read($"[\"TF\", [62, \"{payload} ...\"], 1, true, 0, \"01020304\", null, null, false]", ReportExamples.Octets("TO", frame));
        Assert.AreEqual(Rebuilt(frame), Tail(connection.Tx, Head));
    }

    [TestMethod]
    public void A_repeated_payload_is_cycled_to_its_length_over_all_chops()
    {
        string frame = "827e00c8" + Repeat("616263", 66) + "6162";
        string whole = "[\"TF\", [3, \"abc\"], 2, true, 0, null, 200, 100, false]";
        RecordedConnection connection = Read(whole, ReportExamples.Octets("TO", frame[..200]), ReportExamples.Octets("TO", frame[200..400]), ReportExamples.Octets("TO", frame[400..]));
        Assert.AreEqual(Rebuilt(frame[..200]) + Rebuilt(frame[200..400]) + frame[400..], Tail(connection.Tx, Head));
        CollectionAssert.AreEqual(new ulong[] { 100, 100, 4 }, connection.Chops[0].Skip(1).ToArray());
    }

    [TestMethod]
    public void A_cut_payload_stays_elided_with_its_length_and_the_next_header_is_rebuilt()
    {
        string frame = "817e0080" + Repeat("2a", 128);
        RecordedConnection connection = Read(
            ReportExamples.Octets("RO", frame + "8a026869"),
            "[\"RF\", [128, \"" + new string('*', 64) + " ...\"], 1, true, 0, false, null]",
            "[\"RF\", [2, \"hi\"], 10, true, 0, false, null]");
        Assert.AreEqual(frame[..128] + "{68}[8a026869]", Tail(connection.Rx, Answer));
    }

    [TestMethod]
    public void Visible_octets_that_contradict_the_line_leave_the_rest_elided()
    {
        string frame = "817e0050" + Repeat("2a", 80);
        RecordedConnection connection = Read(
            ReportExamples.Octets("RO", frame),
            "[\"RF\", [80, \"0x" + Repeat("2b", 80) + "\"], 1, true, 0, false, null]");
        Assert.AreEqual(frame[..128] + "{20}", Tail(connection.Rx, Answer));
    }

    [TestMethod]
    public void A_line_whose_frame_was_never_sent_is_passed_over()
    {
        string frame = "8a3e" + Repeat("2a", 62) + "8a3e" + Repeat("2b", 62);
        RecordedConnection connection = Read(
            "[\"TF\", [5, \"never\"], 1, true, 0, \"0a0b0c0d\", null, null, false]",
            "[\"TF\", [62, \"" + new string('*', 62) + " ...\"], 10, true, 0, null, null, null, false]",
            "[\"TF\", [62, \"" + new string('+', 62) + " ...\"], 10, true, 0, null, null, null, false]",
            ReportExamples.Octets("TO", frame));
        Assert.AreEqual(Rebuilt(frame), Tail(connection.Tx, Head));
    }

    [TestMethod]
    public void A_frame_that_failed_the_connection_has_a_line_of_length_0()
    {
        string frame = "c13e" + Repeat("2a", 62);
        RecordedConnection connection = Read(ReportExamples.Octets("RO", frame), "[\"RF\", [0, \"\"], 1, true, 4, false, null]");
        Assert.AreEqual(frame, Tail(connection.Rx, Answer));
    }

    [TestMethod]
    public void Octets_that_were_not_logged_are_a_gap_of_unknown_length_where_rows_follow()
    {
        RecordedConnection connection = Read(
            "[\"WLM\", false]", "[\"TI\", 60]", "[\"WLM\", true]", ReportExamples.Octets("TO", "888001020304"));
        Assert.AreEqual("{?}888001020304", Tail(connection.Tx, Head));
        Assert.AreEqual(string.Empty, Tail(connection.Rx, Answer));
        Assert.AreEqual("Tx Rx WIRELOG DISABLED CLOSE CONNECTION AFTER 60.000000 sec WIRELOG ENABLED Tx", string.Join(' ', connection.Order));
    }

    [TestMethod]
    public void The_table_of_octets_tells_that_a_log_was_off_without_a_row()
    {
        string tables = "\"txOctetStats\": {\"6\": 1, \"90\": 7, \"" + (Head.Length / 2) + "\": 1}, \"rxOctetStats\": {\"" + (Answer.Length / 2) + "\": 1}";
        RecordedConnection connection = RecordedStreams.Read(
            new AutobahnJsonFormat(), ReportExamples.JsonWith(tables, ReportExamples.Octets("TO", "888001020304"))).Connections.Single();
        Assert.AreEqual("{?}888001020304", Tail(connection.Tx, Head));
        Assert.AreEqual(string.Empty, Tail(connection.Rx, Answer));
        Assert.IsFalse(connection.Info.Report!.LogWasOnThroughout);
    }

    [TestMethod]
    [DataRow("false", "true", EndKind.DroppedByClient)]
    [DataRow("false", "false", EndKind.DroppedByServer)]
    [DataRow("true", "true", EndKind.DroppedByServer)]
    [DataRow("true", "false", EndKind.DroppedByClient)]
    public void Who_dropped_TCP_depends_on_which_side_the_fuzzer_was(string isServer, string byMe, EndKind end)
    {
        string text = ReportExamples.Json()
            .Replace("\"isServer\": false", "\"isServer\": " + isServer, StringComparison.Ordinal)
            .Replace("\"droppedByMe\": false", "\"droppedByMe\": " + byMe, StringComparison.Ordinal);
        RecordedConnection connection = RecordedStreams.Read(new AutobahnJsonFormat(), text).Connections.Single();
        Assert.AreEqual(end, connection.End);
        Assert.AreEqual(isServer == "true" ? Perspective.Server : Perspective.Client, connection.Info.Perspective);
    }
}

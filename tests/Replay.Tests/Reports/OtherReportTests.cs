using Replay.Protocol;
using Replay.Reports.Text;
using Replay.Sessions;

namespace Replay.Tests.Reports;

[TestClass]
public sealed class OtherReportTests
{
    [TestMethod]
    public void The_summary_lists_totals_violations_and_the_worst_connections_first()
    {
        string page = Conversation.Run(stream => new SummaryReport(stream, new SummaryOptions { Worst = 2 }), report =>
        {
            for (int i = 1; i <= 5; i++)
            {
                Conversation one = new Conversation(report, new ConnectionInfo { Connection = i, Source = $"log{i}.txt" }).Connect().Text(Direction.Tx, "abc");
                for (int violation = 0; violation < i % 4; violation++)
                {
                    one.Violation(Rule.ClientMask, Party.Client, Direction.Tx, 0);
                }

                one.End();
            }
        });

        StringAssert.Contains(page, "1 input, 5 connections, 5 of WebSocket, 0 problems\n");
        StringAssert.Matches(page, new("  frames +5 +0\n"));
        StringAssert.Matches(page, new("  payload octets +15 +0\n"));
        StringAssert.Contains(page, "         7  error    " + RuleCatalogue.Get(Rule.ClientMask).Id);
        int third = page.IndexOf("log3.txt", StringComparison.Ordinal);
        int second = page.IndexOf("log2.txt", StringComparison.Ordinal);
        Assert.IsTrue(third > 0 && second > third, page);
        Assert.IsFalse(page.Contains("log1.txt", StringComparison.Ordinal), page);
    }

    [TestMethod]
    public void The_summary_lists_every_connection_on_request()
    {
        string page = Conversation.Run(stream => new SummaryReport(stream, new SummaryOptions { AllConnections = true }), report =>
        {
            for (int i = 1; i <= 50; i++)
            {
                new Conversation(report, new ConnectionInfo { Connection = i, Source = $"log{i}.txt" }).Connect().End();
            }
        });

        for (int i = 1; i <= 50; i++)
        {
            StringAssert.Contains(page, $"  log{i}.txt\n");
        }
    }

    [TestMethod]
    public void The_summary_object_is_that_of_the_ndjson_contract()
    {
        string json = Conversation.Run(
            stream => new SummaryReport(stream, new SummaryOptions { Json = true }),
            report => new Conversation(report).Connect().Text(Direction.Rx, "abc").End());

        Assert.AreEqual(
            """{"event":"summary","connections":1,"websocketConnections":1,"frames":{"tx":0,"rx":1},"messages":{"tx":0,"rx":1},"payloadOctets":{"tx":0,"rx":3},"violations":{},"problems":0}""" + "\n",
            json);
        new SchemaChecker().AssertValid(json);
    }

    [TestMethod]
    public void Hex_has_a_line_a_piece_with_its_time_and_separates_connections()
    {
        string hex = Conversation.Run(stream => new HexReport(stream), report =>
        {
            var one = new Conversation(report) { Time = new Timestamp(1_500_000_000_000_000_000) };
            one.Connect().Octets(Direction.Tx, [0x81, 0x00]).Octets(Direction.Rx, default, OctetState.Elided, 12).End();
            var server = new ConnectionInfo { Connection = 2, Source = "x", Perspective = Perspective.Server };
            new Conversation(report, server).Connect().Octets(Direction.Tx, [0x88]).Gap(Direction.Rx, 3).End();
        });

        Assert.AreEqual(
            "2017-07-14T02:40:00Z tx: 8100\n2017-07-14T02:40:00Z rx: ... 12 more bytes\ndrop both\n--- connection\nrx: 88\ngap tx 3\ndrop both\n",
            hex);
    }

    [TestMethod]
    public void An_autobahn_log_is_made_for_other_sources()
    {
        string log = Conversation.Run(stream => new AutobahnLogReport(stream), report => new Conversation(report).Connect()
            .Frame(Direction.Tx, Opcode.Text, "hi"u8)
            .Frame(Direction.Rx, Opcode.Binary, [0xFF])
            .Octets(Direction.Rx, new byte[60])
            .Remark("CLOSE CONNECTION AFTER 1.000000 sec")
            .End(EndKind.DroppedByServer));

        Assert.AreEqual(
            "000 TX OCTETS: 8100000000006869\n"
            + "001 TX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=2, MASK=01020304, PAYLOAD-REPEAT-LEN=None, CHOPSIZE=None, SYNC=False\n"
            + "               hi\n"
            + "002 RX OCTETS: 8200ff\n"
            + "003 RX FRAME : OPCODE=2, FIN=True, RSV=0, PAYLOAD-LEN=1, MASKED=False, MASK=None\n"
            + "               0xff\n"
            + "004 RX OCTETS: " + new string('0', 100) + "\n               " + new string('0', 20) + "\n"
            + "005 CLOSE CONNECTION AFTER 1.000000 sec\n"
            + "006 TCP DROPPED BY PEER\n",
            log);
    }

    [TestMethod]
    public void Times_are_written_as_timestamps_print_themselves()
    {
        foreach (long time in (long[])[0, 1, -1, 999_999_999, -1_500_000_000, 1_500_000_000_120_000_000, 1_500_000_000_000_001_000, long.MaxValue, long.MinValue + 1])
        {
            string hex = Conversation.Run(stream => new HexReport(stream), report =>
                new Conversation(report) { Time = new Timestamp(time) }.Connect().Octets(Direction.Tx, [1]));
            Assert.AreEqual(new Timestamp(time) + " tx: 01\n", hex);
        }
    }
}

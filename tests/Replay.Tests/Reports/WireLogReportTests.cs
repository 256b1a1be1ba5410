using Replay.Protocol;
using Replay.Reports.Text;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Reports;

[TestClass]
public sealed class WireLogReportTests
{
    private static string Log(Action<Conversation> tell, WireLogOptions? options = null, ConnectionInfo? info = null) =>
        Conversation.Run(stream => new WireLogReport(stream, options ?? new WireLogOptions()), report => tell(new Conversation(report, info)));

    private static string Line(string log, string containing) =>
        log.Split('\n').First(line => line.Contains(containing, StringComparison.Ordinal));

    [TestMethod]
    public void Lines_are_numbered_and_carry_offsets()
    {
        string log = Log(c => c.Connect()
            .Frame(Direction.Tx, Opcode.Text, "hello"u8)
            .Frame(Direction.Rx, Opcode.Ping, "a"u8)
            .Frame(Direction.Tx, Opcode.Text, "again"u8));

        StringAssert.Contains(log, "000        @0 TX OCTETS: 81000000000068656c6c6f\n");
        StringAssert.Contains(log, "001        @0 TX FRAME : OPCODE=1 (text), FIN=True, RSV=0, PAYLOAD-LEN=5, MASK=01020304\n                         hello\n");
        StringAssert.Contains(log, "003        @0 RX FRAME : OPCODE=9 (ping), FIN=True, RSV=0, PAYLOAD-LEN=1, MASK=None\n");
        StringAssert.Contains(log, "005       @11 TX FRAME");
    }

    [TestMethod]
    public void A_violation_stands_directly_under_the_line_it_concerns()
    {
        string log = Log(c => c.Connect()
            .Frame(Direction.Tx, (Opcode)12, "reserved opcode payload"u8)
            .Violation(Rule.ReservedControlOpcode, Party.Client, Direction.Tx, 239, 0, 12)
            .Frame(Direction.Rx, Opcode.Close, [3, 0xEA]));

        string[] lines = log.Split('\n');
        int payload = Array.FindIndex(lines, line => line.EndsWith(" reserved opcode payload", StringComparison.Ordinal));
        string violation = lines[payload + 1];
        StringAssert.StartsWith(violation.TrimStart(), "!!  " + RuleCatalogue.Get(Rule.ReservedControlOpcode).Id);
        StringAssert.Contains(violation, " by client at tx offset 239");
        StringAssert.Contains(log, "1002 (protocol error)\n");
    }

    [TestMethod]
    public void Nothing_from_the_wire_reaches_the_terminal_as_a_control()
    {
        string hostile = "\e]0;title\a\e[2J \u009b31m \u202egnp.exe\u2066 \r\u2028 \u200f \0 \x7f \U000E0041";
        var info = new ConnectionInfo
        {
            Connection = 1,
            Source = "a\e[31mb",
            Client = "\e[1m",
            Limits = ["\e[5m"],
            Report = new AutobahnReport { Agent = "\e[32m", CaseId = "\u009b", Description = "<b>x</b>\e[0m" },
        };
        string log = Log(
            c => c.Connect(HandshakeState.Complete, extensions: hostile, subprotocol: hostile)
                .Text(Direction.Tx, hostile)
                .Frame(Direction.Rx, Opcode.Text, [0xFF, 0x1B, (byte)'[', 0x9B])
                .Frame(Direction.Rx, Opcode.Binary, [0x1B, (byte)'[', 0x9B])
                .Frame(Direction.Rx, Opcode.Close, [3, 0xE8, 0x1B, (byte)'[', 0x9B])
                .Remark(hostile)
                .End(),
            new WireLogOptions { Pretty = true },
            info);

        foreach (char character in log)
        {
            Assert.IsTrue(
                character is '\n' or (>= ' ' and not (>= '\x7f' and <= '\x9f') and not (>= '\u200e' and <= '\u200f')
                    and not (>= '\u2028' and <= '\u202e') and not (>= '\u2066' and <= '\u2069')),
                $"U+{(int)character:X4} in the output");
        }

        StringAssert.Contains(log, @"\x1b]0;title\x07\x1b[2J \u009b31m \u202egnp.exe\u2066 \r\u2028 \u200f \x00 \x7f \U000e0041");
        StringAssert.Contains(log, @"\xff");
    }

    [TestMethod]
    public void Text_with_line_breaks_is_shown_in_lines_with_the_breaks_visible()
    {
        string log = Log(c => c.Connect().Frame(Direction.Rx, Opcode.Text, "one\ntwo\r\nthree"u8), new WireLogOptions { Octets = false });

        StringAssert.Contains(log, "one\\n\n                         two\\r\\n\n                         three\n");
    }

    [TestMethod]
    public void Binary_payloads_are_dumped_and_readable_ones_shown_as_text()
    {
        string log = Log(
            c => c.Connect().Frame(Direction.Rx, Opcode.Binary, [0, 1, 0xFF, (byte)'A']).Frame(Direction.Rx, Opcode.Binary, "{\"a\":1}"u8),
            new WireLogOptions { Octets = false });

        StringAssert.Contains(log, "0000  00 01 ff 41                                       ...A\n");
        StringAssert.Contains(log, "{\"a\":1}\n");
    }

    [TestMethod]
    public void Long_payloads_are_cut_and_say_how_much_is_left_out_and_by_which_option()
    {
        string log = Log(
            c => c.Connect().Frame(Direction.Rx, Opcode.Binary, new byte[1000])
                .Frame(Direction.Rx, Opcode.Text, "abc"u8, state: PayloadState.Cut, length: 1000),
            new WireLogOptions { MaxLines = 2 });

        StringAssert.Contains(log, "… 968 more octets (--max-lines)\n");
        StringAssert.Contains(log, "… 997 more octets (--max-payload)\n");
        StringAssert.Contains(
            Log(c => c.Connect().Frame(Direction.Rx, Opcode.Binary, new byte[1000]), new WireLogOptions { MaxLines = 0 }),
            "03e0  00 00");
    }

    [TestMethod]
    public void What_the_record_lacks_is_said()
    {
        string log = Log(c => c.Connect()
            .Octets(Direction.Tx, "ab"u8, OctetState.Rebuilt)
            .Octets(Direction.Tx, default, OctetState.Elided, 70)
            .Frame(Direction.Tx, Opcode.Text, "ab"u8, state: PayloadState.Elided, length: 72, octets: false)
            .Gap(Direction.Rx, 12)
            .Gap(Direction.Rx, null)
            .End(EndKind.CaptureEnd));

        StringAssert.Contains(log, "6162 (rebuilt)\n");
        StringAssert.Contains(log, "… 70 octets left out in the record\n");
        StringAssert.Contains(log, "… 70 more octets, left out in the record\n");
        StringAssert.Contains(log, "RX GAP   : 12 octets missing from the record\n");
        StringAssert.Contains(log, "RX GAP   : an unknown number of octets missing from the record\n");
        StringAssert.Contains(log, "END OF RECORD\n");
    }

    [TestMethod]
    public void A_compressed_message_is_shown_inflated()
    {
        string log = Log(
            c => c.Connect(HandshakeState.Complete, deflate: new DeflateParameters())
                .Frame(Direction.Tx, Opcode.Text, [0xAA, 0, 1], rsv: 4)
                .Message(Direction.Tx, MessageType.Text, "inflated"u8, 0, 0, compressed: true),
            new WireLogOptions { Octets = false });

        StringAssert.Contains(log, "(compressed: inflated below, where the message is complete)\n");
        StringAssert.Contains(log, "TX TEXT  : frame 0, 8 octets inflated from 3\n                         inflated\n");
    }

    [TestMethod]
    public void A_fragmented_message_is_shown_whole_and_an_ordinary_one_once()
    {
        string log = Log(
            c => c.Connect()
                .Frame(Direction.Tx, Opcode.Text, "frag"u8, fin: false)
                .Frame(Direction.Tx, Opcode.Continuation, "ment"u8)
                .Message(Direction.Tx, MessageType.Text, "fragment"u8, 0, 1)
                .Text(Direction.Tx, "single"),
            new WireLogOptions { Octets = false });

        StringAssert.Contains(log, "TX TEXT  : frames 0-1, 8 octets\n                         fragment\n");
        Assert.AreEqual(2, log.Split("single").Length, log);
    }

    [TestMethod]
    public void Json_is_laid_out_on_request_without_changing_a_token()
    {
        const string Json = "{\"a\":[1.50,\"\\u001b\",{}],\"b\":{\"c\":null},\"d\":[]}";
        string plain = Log(c => c.Connect().Text(Direction.Rx, Json), new WireLogOptions { Octets = false });
        string pretty = Log(c => c.Connect().Text(Direction.Rx, Json), new WireLogOptions { Octets = false, Pretty = true });

        StringAssert.Contains(plain, Json + "\n");
        string expected = "{\n  \"a\": [\n    1.50,\n    \"\\u001b\",\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  },\n  \"d\": []\n}\n";
        StringAssert.Contains(pretty, string.Join("\n                         ", expected.TrimEnd('\n').Split('\n')) + "\n");
    }

    [TestMethod]
    public void Times_are_seconds_since_the_start_and_absent_where_there_are_none()
    {
        var info = new ConnectionInfo { Connection = 1, Source = "x", Started = new Timestamp(1_000_000_000) };
        string timed = Log(
            c =>
            {
                c.Time = new Timestamp(1_001_234_000);
                c.Connect().Frame(Direction.Tx, Opcode.Ping, default);
            },
            null,
            info);
        string untimed = Log(c => c.Connect().Frame(Direction.Tx, Opcode.Ping, default), null, info);

        StringAssert.Contains(Line(timed, "FRAME"), "001    0.001234        @0 TX FRAME");
        StringAssert.Contains(Line(untimed, "FRAME"), "001        @0 TX FRAME");
    }

    [TestMethod]
    public void Interleaved_connections_say_whose_lines_follow()
    {
        string log = Conversation.Run(stream => new WireLogReport(stream, new WireLogOptions { Octets = false }), report =>
        {
            Conversation one = new Conversation(report).Connect();
            Conversation two = new Conversation(report, new ConnectionInfo { Connection = 2, Source = "b" }).Connect();
            one.Text(Direction.Tx, "first");
            two.Text(Direction.Tx, "second");
            one.End();
            two.End();
        });

        StringAssert.Contains(log, "Connection 1, continued\n000");
        StringAssert.Contains(log, "Connection 2, continued\n000");
    }

    [TestMethod]
    public void The_closing_says_who_closed_and_how_the_other_side_answered()
    {
        string answered = Log(c => c.Connect()
            .Frame(Direction.Rx, Opcode.Close, [3, 0xEA])
            .Frame(Direction.Tx, Opcode.Close, [3, 0xE8])
            .End(EndKind.DroppedByServer, Party.Server, true, 1000, 1002));
        string ignored = Log(c => c.Connect().Frame(Direction.Rx, Opcode.Close, default).End(EndKind.Reset, Party.Server));
        string none = Log(c => c.Connect().End());

        StringAssert.Contains(answered, "closed     by the server with 1002 (protocol error); the client answered 1000 (normal closure); clean\n");
        StringAssert.Contains(answered, "TCP DROPPED BY SERVER\n");
        StringAssert.Contains(ignored, "closed     by the server with no code; the client never answered; not clean\n");
        StringAssert.Contains(none, "closed     no close frame\n");
        StringAssert.Contains(none, "violations none\n");
    }

    [TestMethod]
    public void The_end_says_who_ended_TCP_and_how()
    {
        Assert.AreEqual("TCP CLOSED BY SERVER", End(EndKind.Fin, new TcpEnding { FirstFin = Party.Server }));
        Assert.AreEqual("TCP CLOSED BY BOTH AT ONCE", End(EndKind.Fin, new TcpEnding { IsSimultaneous = true }));
        Assert.AreEqual("TCP CLOSED BY CLIENT, 7 OCTETS BEHIND THE FIN", End(EndKind.Fin, new TcpEnding { FirstFin = Party.Client, HalfClosedOctets = 7 }));
        Assert.AreEqual("TCP CLOSED", End(EndKind.Fin, default));
        Assert.AreEqual("TCP RESET BY CLIENT", End(EndKind.Reset, new TcpEnding { FirstFin = Party.Server, ResetBy = Party.Client }));
        Assert.AreEqual("END OF RECORD", End(EndKind.CaptureEnd, default));
        Assert.AreEqual("END OF RECORD, HALF CLOSED BY CLIENT", End(EndKind.CaptureEnd, new TcpEnding { FirstFin = Party.Client }));
        Assert.AreEqual("NOT FOLLOWED ON (LIMITS)", End(EndKind.CaptureEnd, new TcpEnding { IsGivenUp = true }));

        static string End(EndKind how, TcpEnding tcp) => Log(c => c.Connect().End(how, tcp: tcp))
            .Split('\n').Single(line => line.Contains("TCP", StringComparison.Ordinal) || line.Contains("RECORD", StringComparison.Ordinal) || line.Contains("LIMITS", StringComparison.Ordinal))[3..].Trim();
    }

    [TestMethod]
    public void The_report_a_conversation_comes_from_heads_it_and_a_footer_ends_it()
    {
        var info = new ConnectionInfo
        {
            Connection = 1,
            Source = "case.json",
            Report = new AutobahnReport
            {
                CaseId = "4.2.2",
                Agent = "peer",
                Description = "Send frame<br/>with reserved opcode. " + string.Concat(Enumerable.Repeat("word ", 30)),
                Expectation = "It fails.",
                Behavior = "OK",
                Result = "As expected.",
            },
        };
        string log = Log(c => c.Connect().End(), new WireLogOptions { Footer = (_, _, _) => ["audit      clean"] }, info);

        StringAssert.Contains(log, "  case       4.2.2\n  agent      peer\n  does       Send frame with reserved opcode. word");
        StringAssert.Contains(log, "  expects    It fails.\n  outcome    OK: As expected.\n");
        StringAssert.EndsWith(log, "  violations none\n  audit      clean\n");
        Assert.IsTrue(log.Split('\n').All(line => line.Length <= 120), log);
    }

    [TestMethod]
    public void Colours_are_ansi_sequences_and_only_on_request()
    {
        Action<Conversation> tell = c => c.Connect().Text(Direction.Tx, "x").Violation(Rule.ClientMask, Party.Client, Direction.Tx, 0, 0).End();

        Assert.IsFalse(Log(tell).Contains('\e', StringComparison.Ordinal));
        StringAssert.Contains(Log(tell, new WireLogOptions { Color = true }), "\e[1;31m!!  ");
    }
}

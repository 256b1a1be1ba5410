using Replay.Protocol;
using Replay.Reports.Text;
using Replay.Sessions;
using Replay.Sessions.Filtering;
using Replay.Tests.Reports;

namespace Replay.Tests.Sessions.Filtering;

[TestClass]
public sealed class FilterSinkTests
{
    private static string Filtered(FilterOptions options, Action<Conversation> tell, ConnectionInfo? info = null) =>
        Conversation.Run(
            stream => new WireLogReport(stream, new WireLogOptions()),
            report => tell(new Conversation(new FilterSink(report, options), info)));

    private static readonly Action<Conversation> Chat = c => c.Handshake()
        .Text(Direction.Tx, "question")
        .Text(Direction.Rx, "answer")
        .Frame(Direction.Tx, Opcode.Ping, "pong me"u8)
        .Frame(Direction.Rx, Opcode.Binary, [0, 1, 2])
        .Message(Direction.Rx, MessageType.Binary, [0, 1, 2], 3, 3)
        .Violation(Rule.ServerMask, Party.Server, Direction.Rx, 50, 3)
        .Frame(Direction.Tx, Opcode.Close, [3, 0xE8])
        .End(closedBy: Party.Client, client: 1000);

    [TestMethod]
    public void By_direction()
    {
        string log = Filtered(new FilterOptions { Direction = Direction.Rx }, Chat);

        StringAssert.Contains(log, "answer");
        StringAssert.Contains(log, "RX OCTETS");
        Assert.IsFalse(log.Contains(" TX ", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void By_opcode()
    {
        string log = Filtered(new FilterOptions { Opcodes = (1 << 8) | (1 << 9) }, Chat);

        StringAssert.Contains(log, "OPCODE=9");
        StringAssert.Contains(log, "OPCODE=8");
        StringAssert.Contains(log, "closed     by the client");
        Assert.IsFalse(log.Contains("OPCODE=1", StringComparison.Ordinal), log);
        Assert.IsFalse(log.Contains("OCTETS:", StringComparison.Ordinal), log);
        Assert.IsFalse(log.Contains("!!", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void By_type_with_the_frames_of_the_message()
    {
        string log = Filtered(new FilterOptions { Type = MessageType.Binary }, c => c.Connect()
            .Frame(Direction.Tx, Opcode.Binary, [1], fin: false)
            .Frame(Direction.Rx, Opcode.Text, "no"u8)
            .Frame(Direction.Tx, Opcode.Continuation, [2])
            .Message(Direction.Tx, MessageType.Binary, [1, 2], 0, 2)
            .Frame(Direction.Tx, Opcode.Ping, default)
            .End());

        StringAssert.Contains(log, "OPCODE=2");
        StringAssert.Contains(log, "OPCODE=0");
        StringAssert.Contains(log, "BINARY: frames 0-2");
        Assert.IsFalse(log.Contains("OPCODE=1", StringComparison.Ordinal), log);
        Assert.IsFalse(log.Contains("OPCODE=9", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void By_text_across_the_fragments_of_a_message()
    {
        string log = Filtered(new FilterOptions { Patterns = [PayloadPattern.FromText("needle")] }, c => c.Connect()
            .Frame(Direction.Tx, Opcode.Text, "a nee"u8, fin: false)
            .Frame(Direction.Tx, Opcode.Continuation, "dle b"u8)
            .Message(Direction.Tx, MessageType.Text, "a needle b"u8, 0, 1)
            .Text(Direction.Rx, "hay")
            .Text(Direction.Rx, "needle, again")
            .End());

        StringAssert.Contains(log, "a needle b");
        StringAssert.Contains(log, "needle, again");
        Assert.IsFalse(log.Contains("hay", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void By_regular_expression_in_time_proportional_to_the_payload()
    {
        PayloadPattern pattern = PayloadPattern.FromRegex("(a+)+$|ü{2}");
        byte[] trap = new byte[200_000];
        Array.Fill(trap, (byte)'a');
        trap[^1] = (byte)'!';

        Assert.IsFalse(pattern.Matches(trap));
        Assert.IsTrue(pattern.Matches("xüü"u8));
        Assert.IsTrue(pattern.Matches([0xFF, 0xFE, (byte)'a']));
        Assert.ThrowsExactly<ArgumentException>(() => PayloadPattern.FromRegex(@"(a)\1"));
    }

    [TestMethod]
    public void By_time_from_the_start_or_absolute()
    {
        Action<Conversation> timed = c =>
        {
            c.Connect();
            for (int second = 0; second < 5; second++)
            {
                c.Time = new Timestamp((1_500_000_000L + second) * 1_000_000_000);
                c.Text(Direction.Tx, $"at {second}");
            }

            c.End();
        };
        Assert.IsTrue(TimeBound.TryParse("1.5", out TimeBound since));
        Assert.IsTrue(TimeBound.TryParse("2017-07-14T02:40:03Z", out TimeBound until));
        Assert.IsFalse(TimeBound.TryParse("yesterday-ish", out _));
        string log = Filtered(new FilterOptions { Since = since, Until = until }, timed);

        Assert.IsFalse(log.Contains("at 1", StringComparison.Ordinal), log);
        StringAssert.Contains(log, "at 2");
        StringAssert.Contains(log, "at 3");
        Assert.IsFalse(log.Contains("at 4", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void Only_violations_and_the_frames_they_are_about()
    {
        string log = Filtered(new FilterOptions { OnlyViolations = true }, Chat);

        StringAssert.Contains(log, "OPCODE=2 (binary)");
        StringAssert.Contains(log, "00 01 02");
        StringAssert.Contains(log, "!!  ");
        Assert.IsFalse(log.Contains("OPCODE=1", StringComparison.Ordinal), log);
        Assert.IsFalse(log.Contains("HEAD", StringComparison.Ordinal), log);
        Assert.AreEqual("", Filtered(new FilterOptions { OnlyViolations = true }, c => c.Handshake().Text(Direction.Tx, "fine").End()));
    }

    [TestMethod]
    public void A_violation_of_the_handshake_brings_its_heads()
    {
        string log = Filtered(new FilterOptions { OnlyViolations = true }, c => c.Handshake()
            .Violation(Rule.ResponseAccept, Party.Server, Direction.Rx, 30)
            .Text(Direction.Tx, "fine")
            .End());

        StringAssert.Contains(log, "HTTP/1.1 101");
        StringAssert.Contains(log, "!!  ");
        Assert.IsFalse(log.Contains("OPCODE", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void A_held_close_frame_keeps_its_code_and_reason()
    {
        string log = Filtered(new FilterOptions { OnlyViolations = true }, c => c.Connect()
            .Frame(Direction.Rx, Opcode.Close, [3, 0xEE, (byte)'n', (byte)'o'])
            .Violation(Rule.CloseCodeReserved, Party.Server, Direction.Rx, 0, 0)
            .End());

        StringAssert.Contains(log, "1006 (abnormal closure): no");
    }

    [TestMethod]
    public void By_connection_number()
    {
        var options = new FilterOptions { Connections = [new NumberRange(2, 3)] };

        Assert.AreEqual("", Filtered(options, Chat, new ConnectionInfo { Connection = 1, Source = "x" }));
        StringAssert.Contains(Filtered(options, Chat, new ConnectionInfo { Connection = 3, Source = "x" }), "answer");
    }
}

using Replay.Cases;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Sessions.Verdicts;

[TestClass]
public sealed class CaseVerdictTests
{
    private static readonly ClosingBehavior s_cleanByMe = new()
    {
        IsServer = false,
        ClosedByMe = true,
        FailedByMe = false,
        DroppedByMe = false,
        WasClean = true,
        LocalCloseCode = 1000,
        RemoteCloseCode = 1000,
    };

    private static readonly ClosingBehavior s_failedByPeer = s_cleanByMe with { ClosedByMe = false, RemoteCloseCode = 1002 };

    private static readonly ReceivedEvent s_hello = ReceivedEvent.Message("Hello, world!"u8.ToArray(), MessageType.Text);

    [TestMethod]
    public void Nothing_received_and_failed_by_the_peer_is_OK_for_a_reserved_opcode() =>
        AssertVerdict("OK", "OK", Judge("4.2.2", s_failedByPeer));

    [TestMethod]
    public void The_first_outcome_that_is_met_names_the_behavior()
    {
        AssertVerdict("OK", "OK", Judge("4.2.3", s_failedByPeer, s_hello));
        AssertVerdict("NON-STRICT", "OK", Judge("4.2.3", s_failedByPeer));
        AssertVerdict("FAILED", "OK", Judge("4.2.3", s_failedByPeer, s_hello, ReceivedEvent.Pong(default)));
    }

    [TestMethod]
    public void Type_payload_and_order_count()
    {
        AssertVerdict("FAILED", "OK", Judge("4.2.3", s_failedByPeer, ReceivedEvent.Message("Hello, world!"u8.ToArray(), MessageType.Binary)));
        AssertVerdict("FAILED", "OK", Judge("4.2.3", s_failedByPeer, ReceivedEvent.Message("Hello, world"u8.ToArray(), MessageType.Text)));
        ReceivedEvent pong = ReceivedEvent.Pong("ping payload"u8.ToArray());
        ReceivedEvent message = ReceivedEvent.Message("fragment1fragment2"u8.ToArray(), MessageType.Text);
        AssertVerdict("OK", "OK", Judge("5.6", s_cleanByMe, pong, message));
        AssertVerdict("FAILED", "OK", Judge("5.6", s_cleanByMe, message, pong));
    }

    [TestMethod]
    public void Waits_that_ran_out_are_events()
    {
        ClosingBehavior closing = s_failedByPeer with { RemoteCloseCode = 1007 };
        AssertVerdict("OK", "OK", Judge("6.4.1", closing, ReceivedEvent.Timeout("A")));
        AssertVerdict("NON-STRICT", "OK", Judge("6.4.1", closing, ReceivedEvent.Timeout("A"), ReceivedEvent.Timeout("B")));
        AssertVerdict("FAILED", "OK", Judge("6.4.1", closing));
    }

    [TestMethod]
    public void The_wrong_endpoint_closing_fails_the_close_and_invalid_text_entirely()
    {
        AssertVerdict("OK", "FAILED", Judge("4.2.2", s_cleanByMe));
        AssertVerdict("FAILED", "FAILED", Judge("6.3.1", s_cleanByMe));
    }

    [TestMethod]
    public void A_close_that_had_to_be_clean_and_was_not_is_UNCLEAN()
    {
        AssertVerdict("OK", "UNCLEAN", Judge("2.7", s_cleanByMe with { WasClean = false, DroppedByMe = true, RemoteCloseCode = null }));
        AssertVerdict("OK", "OK", Judge("4.2.2", s_failedByPeer with { WasClean = false }));
    }

    [TestMethod]
    public void A_code_the_case_does_not_list_is_WRONG_CODE_and_no_code_is_not()
    {
        AssertVerdict("OK", "WRONG CODE", Judge("2.7", s_cleanByMe with { RemoteCloseCode = 1001 }));
        AssertVerdict("OK", "OK", Judge("2.7", s_cleanByMe with { RemoteCloseCode = null }));
    }

    [TestMethod]
    [DataRow("7.1.5")]
    [DataRow("7.3.1")]
    [DataRow("7.7.1")]
    [DataRow("7.9.1")]
    public void In_the_cases_about_closing_a_wrong_code_fails_the_behavior_too(string id) =>
        AssertVerdict("FAILED", "WRONG CODE", Judge(id, s_cleanByMe with { RemoteCloseCode = 1009 }));

    [TestMethod]
    public void A_client_that_had_to_drop_TCP_is_FAILED_BY_CLIENT_and_a_server_is_not()
    {
        ClosingBehavior dropped = s_cleanByMe with { WasClean = false, DroppedByMe = true, RemoteCloseCode = null };
        AssertVerdict("OK", "FAILED BY CLIENT", Judge("7.3.2", dropped));
        AssertVerdict("OK", "OK", Judge("7.3.2", dropped with { IsServer = true }));
    }

    [TestMethod]
    [DataRow("7.1.6")]
    [DataRow("7.13.1")]
    [DataRow("7.13.2")]
    public void Informational_cases_are_that_in_both_verdicts_once_the_handshake_completed(string id)
    {
        AssertVerdict("INFORMATIONAL", "INFORMATIONAL", Judge(id, s_cleanByMe with { WasClean = false, ClosedByMe = false }, s_hello));
        AssertVerdict("FAILED", "FAILED", CaseVerdict.Judge(CaseCatalogue.Find(id)!.Expectation, new CaseObservation { HandshakeCompleted = false, Closing = s_cleanByMe }));
    }

    [TestMethod]
    public void A_failed_handshake_fails_both() =>
        AssertVerdict("FAILED", "FAILED", CaseVerdict.Judge(
            CaseCatalogue.Find("4.2.2")!.Expectation,
            new CaseObservation { HandshakeCompleted = false, Received = [], Closing = s_failedByPeer }));

    [TestMethod]
    public void A_cut_payload_that_agrees_as_far_as_it_goes_leaves_the_behavior_open()
    {
        ReceivedEvent cut = new() { Kind = EventKind.Message, Type = MessageType.Text, Payload = new byte[] { 0x2A, 0x2A }, IsWhole = false };
        Assert.IsNull(Judge("1.1.6", s_cleanByMe, cut).Behavior);
        Assert.IsNull(Judge("1.1.6", s_cleanByMe, cut with { Length = 65535 }).Behavior);
        AssertVerdict("FAILED", "OK", Judge("1.1.6", s_cleanByMe, cut with { Length = 65536 }));
        AssertVerdict("FAILED", "OK", Judge("1.1.6", s_cleanByMe, cut with { Payload = new byte[] { 0x2A, 0x2B } }));
    }

    [TestMethod]
    public void A_verdict_stays_open_only_where_what_is_missing_matters()
    {
        Assert.AreEqual(new CaseVerdict(null, null), Judge("4.2.2", new ClosingBehavior()) with { Behavior = null });
        AssertVerdict("OK", "OK", Judge("4.2.2", new ClosingBehavior { IsServer = true, ClosedByMe = false }));
        AssertVerdict("FAILED", "FAILED", Judge("6.3.1", new ClosingBehavior { ClosedByMe = true }, s_hello));
    }

    [TestMethod]
    public void Echoes_are_counted()
    {
        AssertVerdict("OK", "OK", JudgeEchoes("9.1.1", new EchoTally(1, 0)));
        AssertVerdict("FAILED", "OK", JudgeEchoes("9.1.1", new EchoTally(0, 1)));
        AssertVerdict("OK", "OK", JudgeEchoes("9.7.1", new EchoTally(1000, 0)));
        AssertVerdict("FAILED", "OK", JudgeEchoes("9.7.1", new EchoTally(999, 0)));
        AssertVerdict("FAILED", "OK", JudgeEchoes("9.7.1", new EchoTally(1000, 1)));
        Assert.IsNull(JudgeEchoes("9.7.1", null).Behavior);
    }

    [TestMethod]
    public void Without_compression_its_cases_are_UNIMPLEMENTED()
    {
        AssertVerdict("UNIMPLEMENTED", "OK", JudgeEchoes("12.1.1", null, deflate: false));
        AssertVerdict("OK", "OK", JudgeEchoes("12.1.1", new EchoTally(1000, 0), deflate: true));
        Assert.IsNull(JudgeEchoes("12.1.1", new EchoTally(1000, 0), deflate: null).Behavior);
    }

    [TestMethod]
    public void Auto_fragmentation_also_counts_the_frames_sent()
    {
        byte[] payload = new byte[65536];
        payload.AsSpan().Fill((byte)'*');
        CaseObservation observed = new()
        {
            HandshakeCompleted = true,
            Received = [ReceivedEvent.Message(payload, MessageType.Text)],
            FramesSent = new Dictionary<int, long> { [0] = 50, [1] = 1, [8] = 1 },
            Closing = s_cleanByMe,
        };
        CaseExpectation expected = CaseCatalogue.Find("10.1.1")!.Expectation;
        AssertVerdict("OK", "OK", CaseVerdict.Judge(expected, observed));
        AssertVerdict("FAILED", "OK", CaseVerdict.Judge(expected, observed with { FramesSent = new Dictionary<int, long> { [1] = 1 } }));
    }

    [TestMethod]
    public void Only_failures_fail()
    {
        Assert.IsFalse(new CaseVerdict(Behavior.NonStrict, CloseBehavior.FailedByClient).IsFailure);
        Assert.IsFalse(new CaseVerdict(Behavior.Unimplemented, CloseBehavior.Ok).IsFailure);
        Assert.IsTrue(new CaseVerdict(Behavior.Failed, CloseBehavior.Ok).IsFailure);
        Assert.IsTrue(new CaseVerdict(Behavior.Ok, CloseBehavior.Unclean).IsFailure);
    }

    [TestMethod]
    public void Every_word_can_be_read_back()
    {
        foreach (Behavior one in Enum.GetValues<Behavior>())
        {
            Assert.AreEqual(one, VerdictWords.ParseBehavior(one.ToWord()));
        }

        foreach (CloseBehavior one in Enum.GetValues<CloseBehavior>())
        {
            Assert.AreEqual(one, VerdictWords.ParseCloseBehavior(one.ToWord()));
        }

        Assert.IsNull(VerdictWords.ParseBehavior("Pass"));
        Assert.IsNull(VerdictWords.ParseCloseBehavior(null));
    }

    private static CaseVerdict Judge(string id, ClosingBehavior closing, params ReceivedEvent[] received) => CaseVerdict.Judge(
        CaseCatalogue.Find(id)!.Expectation,
        new CaseObservation { HandshakeCompleted = true, Received = received, Closing = closing });

    private static CaseVerdict JudgeEchoes(string id, EchoTally? echoes, bool? deflate = false) => CaseVerdict.Judge(
        CaseCatalogue.Find(id)!.Expectation,
        new CaseObservation { HandshakeCompleted = true, Echoes = echoes, DeflateInUse = deflate, Closing = s_cleanByMe });

    private static void AssertVerdict(string behavior, string close, CaseVerdict verdict)
    {
        Assert.AreEqual(behavior, verdict.Behavior?.ToWord());
        Assert.AreEqual(close, verdict.CloseBehavior?.ToWord());
    }
}

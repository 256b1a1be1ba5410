using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Sessions.Autobahn;

[TestClass]
public sealed class WireLogTextTests
{
    private static string[] Lines(params WireLogRecord[] rows) => [.. WireLogText.Lines(new AutobahnReport().WithWireLog(rows))];

    [TestMethod]
    public void Octets_are_wrapped_at_100_digits_and_indented_by_15()
    {
        string[] lines = Lines(new WireLogTxOctets { Hex = new string('a', 128) + WireLogOctets.Ellipsis }, new WireLogRxOctets { Hex = "00" });
        CollectionAssert.AreEqual(
            new[] { "000 TX OCTETS: " + new string('a', 100), new string(' ', 15) + new string('a', 28) + " ...", "001 RX OCTETS: 00" }, lines);
    }

    [TestMethod]
    public void Payloads_are_wrapped_as_text_with_white_space_altered()
    {
        string payload = "a\tb\nc  " + new string('d', 95) + " well-known " + new string('e', 120);
        string[] lines = Lines(new WireLogRxFrame { Length = 1, Payload = payload, Opcode = 1, Fin = true });
        CollectionAssert.AreEqual(
            new[]
            {
                "000 RX FRAME : OPCODE=1, FIN=True, RSV=0, PAYLOAD-LEN=1, MASKED=False, MASK=None",
                "               a       b c",
                "               " + new string('d', 95),
                "               well-known " + new string('e', 89),
                "               " + new string('e', 31),
            },
            lines);
    }

    [TestMethod]
    public void A_frame_line_names_everything_python_would()
    {
        string[] lines = Lines(new WireLogTxFrame { Length = 2, Payload = string.Empty, Opcode = 12, Rsv = 5, Mask = "0f4b2d7d", RepeatLength = 70000, ChopSize = 997, Sync = true });
        Assert.AreEqual("000 TX FRAME : OPCODE=12, FIN=False, RSV=5, PAYLOAD-LEN=2, MASK=0f4b2d7d, PAYLOAD-REPEAT-LEN=70000, CHOPSIZE=997, SYNC=True", lines.Single());
    }

    [TestMethod]
    public void A_log_from_JSON_gets_the_last_line_that_pages_have()
    {
        var report = new AutobahnReport { Closing = new ClosingBehavior { DroppedByMe = true } };
        Assert.AreEqual("000 TCP DROPPED BY ME", WireLogText.Lines(report).Single());
        Assert.IsEmpty(WireLogText.Lines(report with { Form = AutobahnForm.Html }));
    }

    [TestMethod]
    public void Frame_lines_are_counted_by_opcode()
    {
        AutobahnReport report = new AutobahnReport().WithWireLog(
        [
            new WireLogTxFrame { Payload = string.Empty, Opcode = 8 },
            new WireLogRxFrame { Payload = string.Empty, Opcode = 1 },
            new WireLogRxFrame { Payload = string.Empty, Opcode = 1 },
        ]);
        Assert.AreEqual("[8, 1]", string.Join(' ', report.LoggedTxFrames));
        Assert.AreEqual("[1, 2]", string.Join(' ', report.LoggedRxFrames));
    }
}

using System.Globalization;
using Replay.Protocol;

namespace Replay.Tests.Protocol;

/// <summary>The example of Replay.Protocol's package README, run: code and output here and there are the same.</summary>
[TestClass]
public sealed class PackageReadmeTests
{
    [TestMethod]
    public void The_example_prints_what_the_readme_says()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var decoder = new ConnectionDecoder<Printer>(new Printer(output));

        // A client's frame with the reserved opcode 12, octets from a log that starts behind the handshake.
        decoder.Push(Direction.Tx, Timestamp.None, Convert.FromHexString("8c85010203046f6d6e6861"));
        decoder.Push(Direction.Rx, Timestamp.None, Convert.FromHexString("880203ea"));
        decoder.PushEnd(Timestamp.None, EndKind.DroppedByServer);

        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Protocol", "README.md"));
        StringAssert.Contains(readme, "```text\n" + output + "```");
        string source = Normalize(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Protocol", "PackageReadmeTests.cs")));
        foreach (string statement in Statements(readme))
        {
            StringAssert.Contains(source, Normalize(statement));
        }
    }

    private static IEnumerable<string> Statements(string readme)
    {
        const string Start = "```csharp\n";
        string code = readme[(readme.IndexOf(Start, StringComparison.Ordinal) + Start.Length)..];
        code = code[..code.IndexOf("```", StringComparison.Ordinal)];
        return code.Split('\n').Where(line =>
            line.Contains(';', StringComparison.Ordinal)
            && !line.StartsWith("using", StringComparison.Ordinal)
            && !line.Contains("Console.Out", StringComparison.Ordinal));
    }

    private static string Normalize(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));

    private readonly struct Printer(TextWriter output) : IDecoderSink
    {
        public void OnFrameEnd(in FrameEnd frame) =>
            output.WriteLine($"{frame.Start.Direction} opcode {(int)frame.Start.Header.Opcode}, close code {frame.CloseCode?.Value}");

        public void OnViolation(in Violation violation) =>
            output.WriteLine($"{violation.Description.Clause}: {violation.By} sent {violation.Observed} at offset {violation.Offset}");

        public void OnOctets(in OctetsView octets)
        {
        }

        public void OnHandshakeRequest(in HandshakeRequestView request)
        {
        }

        public void OnHandshakeResponse(in HandshakeResponseView response)
        {
        }

        public void OnHandshakeDone(in HandshakeOutcome outcome)
        {
        }

        public void OnFrameStart(in FrameStart frame)
        {
        }

        public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload)
        {
        }

        public void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data)
        {
        }

        public void OnMessageEnd(in MessageEnd message)
        {
        }

        public void OnGap(in GapView gap)
        {
        }

        public void OnRemark(Timestamp time, string text)
        {
        }

        public void OnEnd(in EndView end)
        {
        }
    }
}

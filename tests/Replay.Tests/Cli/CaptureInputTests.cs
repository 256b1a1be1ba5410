using System.Text.Json;
using Replay.Capture.Packets.Writing;
using Replay.Tests.Capture.Tcp;
using Replay.Tests.Reports;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class CaptureInputTests
{
    private const string Hello = "\x81\x05Hello";
    private static readonly string MaskedHello = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";

    [TestMethod]
    public void A_conversation_over_rotated_files_is_one_however_they_are_named()
    {
        using var directory = new TemporaryDirectory();
        (byte[] first, byte[] second) = Rotated();
        // Named against the order of their times.
        string late = directory.Write("cap1.pcap", second);
        string early = directory.Write("cap2.pcap", first);
        directory.Write("other.txt", "no capture"u8.ToArray());

        Shell listed = Shell.Run("decode", late, early, "--format", "summary");
        Shell pattern = Shell.Run("decode", Path.Combine(directory.Path, "cap?.pcap"), "--format", "summary");
        Shell folder = Shell.Run("decode", directory.Path, "--format", "summary");

        Assert.AreEqual(0, listed.ExitCode, listed.Error);
        StringAssert.Contains(listed.Output, "2 inputs, 1 connection, 1 of WebSocket, 0 problems");
        StringAssert.Contains(listed.Output, "no violations");
        foreach (Shell other in new[] { pattern, folder })
        {
            Assert.AreEqual(0, other.ExitCode, other.Error);
            Assert.AreEqual(listed.Output.Replace("2 inputs", "1 input", StringComparison.Ordinal), other.Output);
        }
    }

    [TestMethod]
    public void Files_put_together_by_cat_are_read_as_one_capture_and_cuts_between_them_are_said()
    {
        using var directory = new TemporaryDirectory();
        (byte[] first, byte[] second) = Rotated();
        string whole = directory.Write("whole.pcap", (byte[])[.. first, .. second]);
        string cut = directory.Write("cut.pcap", (byte[])[.. first[..^3], .. second]);

        Shell read = Shell.Run("decode", whole, "--format", "summary");
        Shell incomplete = Shell.Run("decode", cut, "--format", "summary");

        Assert.AreEqual(0, read.ExitCode, read.Error);
        StringAssert.Contains(read.Output, "1 input, 1 connection, 1 of WebSocket, 0 problems");
        StringAssert.Contains(read.Output, "no violations");
        Assert.AreEqual(3, incomplete.ExitCode);
        StringAssert.Matches(incomplete.Error, new(
            $"cut\\.pcap: packet [0-9]+: offset [0-9]+: .*; the file was cut in front of another capture file, which begins at offset {first.Length - 3} and is read from there\n"));
    }

    [TestMethod]
    public void Captures_stand_beside_other_inputs()
    {
        using var directory = new TemporaryDirectory();
        (byte[] first, byte[] second) = Rotated();
        string[] inputs = [directory.Write("a.pcap", first), directory.Write("b.hex", "tx: 8100"u8.ToArray()), directory.Write("c.pcap", second)];

        Shell result = Shell.Run(["decode", .. inputs, "--format", "summary", "--json"]);

        Assert.AreEqual(0, result.ExitCode, result.Error);
        Assert.AreEqual(2, JsonDocument.Parse(result.Output).RootElement.GetProperty("websocketConnections").GetInt32());
    }

    [TestMethod]
    public void A_pattern_that_nothing_fits_and_a_file_that_is_gone_are_said_and_the_rest_is_read()
    {
        using var directory = new TemporaryDirectory();
        string there = directory.Write("a.pcap", Whole());

        Shell result = Shell.Run("decode", Path.Combine(directory.Path, "b*.pcap"), Path.Combine(directory.Path, "gone.pcap"), there, "--format", "summary");

        Assert.AreEqual(3, result.ExitCode);
        StringAssert.Contains(result.Error, "b*.pcap: no file fits this pattern");
        StringAssert.Contains(result.Error, "gone.pcap: there is no such file");
        StringAssert.Contains(result.Output, "1 of WebSocket");
    }

    [TestMethod]
    public void Patterns_go_through_directories_and_pass_over_hidden_files()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("monday/cap10.pcap", Whole());
        directory.Write("monday/cap9.pcap", Whole(port: 41000));
        directory.Write("sunday/.cap.pcap", "broken"u8.ToArray());

        Shell result = Shell.Run("decode", Path.Combine(directory.Path, "*day", "*cap*.pcap"), "--format", "ndjson");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        string[] sources = [.. result.Output.Split('\n').Where(line => line.Contains("\"event\":\"connection\"", StringComparison.Ordinal)).Select(line => Path.GetFileName(JsonDocument.Parse(line).RootElement.GetProperty("source").GetString()!))];
        CollectionAssert.AreEqual(new[] { "cap9.pcap", "cap10.pcap" }, sources);
    }

    [TestMethod]
    [DataRow("--port", "8080")]
    [DataRow("--port", "1,8080")]
    [DataRow("--ws", "1")]
    public void A_connection_without_handshake_can_be_said_to_be_WebSocket(string option, string value)
    {
        byte[] capture = Pcap(conversation => conversation.Say(true, MaskedHello), 1000);

        StringAssert.Contains(Feed(capture, "--format", "summary").Output, " 0 of WebSocket");
        Shell forced = Feed(capture, option, value);
        StringAssert.Contains(forced.Output, "Hello");
        Assert.AreEqual(0, forced.ExitCode, forced.Error);
    }

    [TestMethod]
    [DataRow("--port: '0' is not a number from 1 to 65535", "--port", "80,0")]
    [DataRow("--ws: 'x' is not a number from 1", "--ws", "x")]
    [DataRow("--idle-limit: '5d' is not a time", "--idle-limit", "5d")]
    [DataRow("--idle-limit: '-5' is not a time", "--idle-limit", "-5")]
    [DataRow("--max-reorder: '1T' is not a number of octets", "--max-reorder", "1T")]
    [DataRow("--max-connections: '1.5' is not a number", "--max-connections", "1.5")]
    public void A_mistaken_limit_is_said(string expected, params string[] args)
    {
        Shell result = Feed([], args);

        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Error, expected);
    }

    [TestMethod]
    public void A_limit_reaches_the_reader()
    {
        byte[] capture = Pcap(file =>
        {
            for (int i = 0; i < 3; i++)
            {
                new ConversationWriter(file, new(Client.Address, Client.Port + i), Server).Upgrade();
            }
        });

        StringAssert.Contains(Feed(capture, "--max-connections", "2", "--format", "summary").Error, "more than 2 TCP connections are open at once");
        Assert.AreEqual("", Feed(capture, "--max-connections", "0", "--format", "summary").Error);
    }

    [TestMethod]
    public void Wrong_checksums_count_when_they_are_asked_for()
    {
        byte[] capture = Whole();
        // In the first packet's TCP header, behind the file's and the packet's.
        capture[24 + 16 + 14 + 20 + 16] ^= 1;

        Assert.AreEqual(0, Captures(capture).GetProperty("checksumFailures").GetInt32());
        Assert.AreEqual(1, Captures(capture, "--verify-checksums").GetProperty("checksumFailures").GetInt32());
    }

    [TestMethod]
    public void The_summary_says_what_else_a_capture_held()
    {
        byte[] capture = Pcap(file =>
        {
            ConversationWriter Next(int port) => new(file, new(Client.Address, port), Server);
            for (int i = 0; i < 25; i++)
            {
                Next(1000 + i).Say(true, UpgradeDetectionTests.ClientHello("chat.example", "http/1.1"));
            }

            Next(2000).Say(true, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            ConversationWriter web = Next(3000);
            web.Upgrade();
            web.Say(false, Hello);
        });

        string summary = Feed(capture, "--format", "summary").Output;
        JsonElement captures = Captures(capture);

        StringAssert.Contains(summary, "                27  TCP connections\n");
        StringAssert.Contains(summary, "                25  encrypted (TLS), which needs keys\n");
        StringAssert.Contains(summary, "                 1  HTTP/1 without WebSocket\n");
        StringAssert.Contains(summary, "encrypted connections (the first 20)\n         1  192.0.2.1:1000 > 192.0.2.2:8080  chat.example  http/1.1  needs keys\n");
        Assert.AreEqual(20, summary.Split("needs keys\n").Length - 2);
        Assert.AreEqual(27, captures.GetProperty("connections").GetInt32());
        Assert.AreEqual(25, captures.GetProperty("skipped").GetProperty("tls").GetInt32());
        Assert.AreEqual("chat.example", captures.GetProperty("encrypted")[24].GetProperty("serverName").GetString());
    }

    [TestMethod]
    public void Inputs_that_are_no_captures_say_nothing_of_them()
    {
        Assert.IsFalse(Shell.Feed("tx: 8100", "decode", "-", "--format", "summary").Output.Contains("captures", StringComparison.Ordinal));
        Assert.IsFalse(Shell.Feed("tx: 8100", "decode", "-", "--format", "summary", "--json").Output.Contains("captures", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_live_pipe_shows_frames_before_it_ends()
    {
        byte[] capture = Pcap(conversation =>
        {
            conversation.Upgrade();
            conversation.Say(true, MaskedHello);
        });
        using var output = new ObservedStream("Hello");
        using var interruption = new CancellationTokenSource();
        using var pipe = new EndlessPipe(capture, () =>
        {
            // Only what is shown while the pipe is open lets the run end well.
            output.Seen.Wait(TimeSpan.FromMinutes(1));
            interruption.Cancel();
        });

        int code = Replay.Cli.CommandLine.Run(["decode", "-"], new Replay.Cli.CommandHost
        {
            OpenInput = () => pipe,
            Output = output,
            Error = TextWriter.Null,
            Interruption = () => interruption.Token,
        });

        Assert.AreEqual(130, code);
        Assert.IsTrue(output.Seen.IsSet);
    }

    private static JsonElement Captures(byte[] capture, params string[] args)
    {
        Shell result = Feed(capture, ["--format", "summary", "--json", .. args]);
        new SchemaChecker().AssertValid(result.Output.TrimEnd());
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("captures");
    }

    private static Shell Feed(byte[] capture, params string[] args) => Shell.Run(new MemoryStream(capture), ["decode", "-", .. args]);

    private static byte[] Whole(int port = 40000) => Pcap(file =>
    {
        var conversation = new ConversationWriter(file, new(Client.Address, port), Server);
        conversation.Upgrade();
        conversation.Say(true, MaskedHello);
        conversation.Say(false, Hello);
    });

    private static (byte[] First, byte[] Second) Rotated()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        var files = new Rotation(new PcapWriter(first));
        var conversation = new ConversationWriter(files, Client, Server);
        conversation.Upgrade();
        // In the middle of a frame.
        conversation.Say(true, MaskedHello[..4]);
        files.Writer = new PcapngWriter(second);
        conversation.Say(true, MaskedHello[4..], 1000);
        conversation.Say(true, "\x88\x82\0\0\0\0\x03\xe8", 1001);
        conversation.Say(false, "\x88\x02\x03\xe8", 1002);
        conversation.Close(Start + 1003 * Millisecond, clientFirst: false);
        return (first.ToArray(), second.ToArray());
    }

    private sealed class Rotation(IPacketWriter writer) : IPacketWriter
    {
        public IPacketWriter Writer { get; set; } = writer;

        public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null) => Writer.Write(unixNanoseconds, packet, comment);
    }
}

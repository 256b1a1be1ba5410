using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Replay.Cli;
using Replay.Tests.Support;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class ExportCommandTests
{
    private const string Handshake = "tx: \"GET /chat?a=1 HTTP/1.1\\r\\nHost: a.example\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\"\n"
        + "    \"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n\"\n"
        + "rx: \"HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\"\n"
        + "    \"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n\"\n";

    private const string Record = Handshake
        + "2026-01-02T03:04:05.123456789Z tx: " + Shell.MaskedHello + "\n"
        + "2026-01-02T03:04:06Z rx: 8203 00ff80\n"
        + "drop server\n--- connection\n" + Handshake + "rx: 81 02 \"hi\"\ngap rx ?\nrx: 8900 8900 8900\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("wsreplay-export-").FullName;

    public required TestContext TestContext { get; init; }

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_directory, recursive: true);

    private string At(string name) => Path.Combine(_directory, name);

    private string WriteRecord(string text = Record)
    {
        string path = At("record.txt");
        File.WriteAllText(path, text);
        return path;
    }

    private static Shell Export(params string[] args)
    {
        Shell shell = Shell.Run(["export", .. args]);
        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        return shell;
    }

    private static string[] Lines(string file, params string[] events)
    {
        Shell shell = Shell.Run("decode", file, "--format", "ndjson");
        return [.. shell.Output.Split('\n').Where(line => events.Any(name => line.StartsWith($"{{\"event\":\"{name}\"", StringComparison.Ordinal)))];
    }

    [TestMethod]
    public void Hex_is_read_again_as_it_was()
    {
        string record = WriteRecord();
        string[] events = ["frame", "message", "violation", "gap", "end"];

        Export(record, "-o", At("out.hex"));

        CollectionAssert.AreEqual(Lines(record, events), Lines(At("out.hex"), events));
    }

    [TestMethod]
    public void A_capture_of_several_connections_is_read_again_as_it_was()
    {
        string record = WriteRecord(Record.Replace("gap rx ?", "gap rx 7", StringComparison.Ordinal).Replace("drop server", "drop both", StringComparison.Ordinal));

        Export(record, "-o", At("out.pcapng"));

        CollectionAssert.AreEqual(
            Lines(record, "frame", "message", "violation", "gap").Select(WithoutTime).ToArray(),
            Lines(At("out.pcapng"), "frame", "message", "violation", "gap").Select(WithoutTime).ToArray());

        // The second connection has no times: a capture cannot say that.
        static string WithoutTime(string line) => System.Text.RegularExpressions.Regex.Replace(line, "\"time\":(null|\"1970[^\"]*\"|\"2026-01-02T03:04:06.0000[^\"]*\")", "");
    }

    [TestMethod]
    public void A_har_holds_the_messages()
    {
        Shell shell = Export(WriteRecord(), "-o", At("out.har"));

        using JsonDocument har = JsonDocument.Parse(File.ReadAllBytes(At("out.har")));
        JsonElement log = har.RootElement.GetProperty("log");
        Assert.AreEqual("1.2", log.GetProperty("version").GetString());
        Assert.AreEqual(2, log.GetProperty("entries").GetArrayLength());
        JsonElement entry = log.GetProperty("entries")[0];
        Assert.AreEqual("ws://a.example/chat?a=1", entry.GetProperty("request").GetProperty("url").GetString());
        Assert.AreEqual(101, entry.GetProperty("response").GetProperty("status").GetInt32());
        JsonElement message = entry.GetProperty("_webSocketMessages")[0];
        Assert.AreEqual("send", message.GetProperty("type").GetString());
        Assert.AreEqual("Hello", message.GetProperty("data").GetString());
        Assert.AreEqual("1767323045.123456789", message.GetProperty("time").GetRawText());
        Assert.AreEqual("AP+A", entry.GetProperty("_webSocketMessages")[1].GetProperty("data").GetString());
        StringAssert.Contains(shell.Error, "a HAR keeps messages");

        string[] again = Lines(At("out.har"), "message");
        CollectionAssert.AreEqual(
            Lines(At("record.txt"), "message").Select(Content).ToArray(),
            again.Select(Content).ToArray());

        // Numbers of frames differ where control frames came between.
        static string Content(string line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement one = document.RootElement;
            return string.Join(' ', new[] { "connection", "direction", "time", "type", "text", "hex" }
                .Select(name => one.TryGetProperty(name, out JsonElement value) ? value.ToString() : "-"));
        }
    }

    [TestMethod]
    public void Octets_are_a_file_for_each_connection_and_direction()
    {
        Shell shell = Export(WriteRecord(), "-o", At("out.bin"));

        CollectionAssert.AreEqual(
            new[] { "out-1-rx.bin", "out-1-tx.bin", "out-2-rx.bin", "out-2-tx.bin" },
            Directory.GetFiles(_directory, "*.bin").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToArray());
        byte[] sent = File.ReadAllBytes(At("out-1-tx.bin"));
        StringAssert.StartsWith(Encoding.ASCII.GetString(sent), "GET /chat");
        Assert.AreEqual(Shell.MaskedHello, Convert.ToHexStringLower(sent.AsSpan(sent.Length - 11)));
        StringAssert.Contains(shell.Error, "octets that the record does not hold are missing from the files");
    }

    [TestMethod]
    public void One_connection_can_be_chosen_and_the_format_forced()
    {
        Export(WriteRecord(), "-o", At("two"), "--format", "hex", "--connection", "2");

        string hex = File.ReadAllText(At("two"));
        StringAssert.Contains(hex, "gap rx ?\n");
        Assert.IsFalse(hex.Contains("--- connection", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Standard_output_takes_what_is_one_file()
    {
        Shell shell = Export(WriteRecord(), "-o", "-", "--format", "hex");

        Assert.HasCount(2, shell.Output.Split("--- connection"));
    }

    [TestMethod]
    public void Files_that_exist_are_kept_unless_asked_to_overwrite()
    {
        string record = WriteRecord();
        File.WriteAllText(At("out.hex"), "precious");

        Shell refused = Shell.Run("export", record, "-o", At("out.hex"));
        Assert.AreEqual(2, refused.ExitCode);
        StringAssert.Contains(refused.Error, "out.hex exists: --force overwrites it");
        Assert.AreEqual("precious", File.ReadAllText(At("out.hex")));

        Export(record, "-o", At("out.hex"), "--force");
        StringAssert.Contains(File.ReadAllText(At("out.hex")), "tx: ");

        Shell self = Shell.Run("export", record, "-o", record, "--format", "hex", "--force");
        Assert.AreEqual(2, self.ExitCode);
        StringAssert.Contains(self.Error, "is an input");
        Assert.AreEqual(Record, File.ReadAllText(record));
    }

    [TestMethod]
    [DataRow("-o OUT is missing")]
    [DataRow("names no format: --format is one of pcapng, pcap, har, hex, bin", "-o", "x.txt")]
    [DataRow("standard output cannot take them", "-o", "-", "--format", "bin")]
    [DataRow("--format: 'xml' is none of", "-o", "x.har", "--format", "xml")]
    public void A_mistake_is_said_with_exit_code_2(string expected, params string[] args)
    {
        Shell shell = Shell.Run(["export", WriteRecord(), .. args]);

        Assert.AreEqual(2, shell.ExitCode);
        StringAssert.Contains(shell.Error, expected);
    }

    [TestMethod]
    public void An_output_that_cannot_be_written_is_no_bad_input()
    {
        string record = WriteRecord();
        Shell nowhere = Shell.Run("export", record, "-o", At("no/such/folder.hex"));
        Assert.AreEqual(3, nowhere.ExitCode);
        StringAssert.Contains(nowhere.Error, "the output cannot be written");

        using var error = new StringWriter();
        int code = CommandLine.Run(["export", record, "-o", "-", "--format", "pcapng"], new CommandHost
        {
            OpenInput = () => Stream.Null,
            Output = new FullDisk(),
            Error = error,
        });
        Assert.AreEqual(3, code);
        StringAssert.Contains(error.ToString(), "the output cannot be written: the disk is full");
    }

    [TestMethod]
    public void An_input_that_cannot_be_read_ends_with_exit_code_3_and_what_could_be_is_written()
    {
        Shell shell = Shell.Run("export", WriteRecord(), At("missing.txt"), "-o", At("out.hex"));

        Assert.AreEqual(3, shell.ExitCode);
        StringAssert.Contains(shell.Error, "there is no such file");
        StringAssert.Contains(File.ReadAllText(At("out.hex")), "tx: ");
    }

    [TestMethod]
    public void Tshark_reads_the_capture_without_complaints()
    {
        Export(WriteRecord(Record.Replace("gap rx ?", "gap rx 500", StringComparison.Ordinal)), "-o", At("out.pcapng"));
        string[] arguments =
        [
            "-r", At("out.pcapng"), "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-T", "fields",
            "-e", "websocket.payload_length", "-e", "frame.comment", "-e", "tcp.checksum.status", "-e", "ip.checksum.status", "-e", "_ws.malformed",
        ];
        string output;
        try
        {
            var start = new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process tshark = Process.Start(start)!;
            Task<string> error = tshark.StandardError.ReadToEndAsync(TestContext.CancellationToken);
            output = tshark.StandardOutput.ReadToEnd();
            tshark.WaitForExit();
            Assert.AreEqual(0, tshark.ExitCode, error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Prerequisite.Missing("tshark is not installed: apt-get install tshark");
            return;
        }

        string[][] packets = [.. output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t'))];
        Assert.IsGreaterThan(12, packets.Length);
        Assert.IsTrue(packets.All(packet => packet[2] == "1" && packet[3] == "1" && packet[4].Length == 0), output);
        CollectionAssert.IsSubsetOf(new[] { "5", "3", "2" }, packets.Select(packet => packet[0]).ToArray());
    }

    [TestMethod]
    public void Completion_knows_it()
    {
        StringAssert.Contains(Shell.Run("completion", "bash").Output, "--force");
        StringAssert.Contains(Shell.Run("completion", "zsh").Output, "export");
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new OutputException("the disk is full");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new OutputException("the disk is full");
    }
}

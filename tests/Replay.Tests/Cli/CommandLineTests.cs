using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Replay.Cli;
using Replay.Tests.Reports;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class CommandLineTests
{
    private static readonly string[] Commands = ["decode", "capture", "export", "rules", "formats", "schema", "completion"];

    [TestMethod]
    public void The_help_of_every_command_begins_with_examples()
    {
        foreach (string command in Commands)
        {
            Shell help = Shell.Run(command, "--help");

            Assert.AreEqual(0, help.ExitCode);
            StringAssert.StartsWith(help.Output, "Examples:\n  ");
            StringAssert.Contains(help.Output, "\nUsage: wsreplay " + command);
            Assert.AreEqual(help.Output, Shell.Run("help", command).Output);
            Assert.IsTrue(help.Output.Split('\n').All(line => line.Length <= 130 && !line.EndsWith(' ')), help.Output);
        }

        Shell all = Shell.Run("--help");
        StringAssert.StartsWith(all.Output, "Examples:\n  ");
        foreach (string command in Commands)
        {
            StringAssert.Contains(all.Output, "\n  " + command + " ");
        }
    }

    [TestMethod]
    public void Alone_on_a_terminal_it_says_what_to_type_and_elsewhere_that_this_is_no_use()
    {
        Shell terminal = Shell.RunOnTerminal(new Dictionary<string, string>(), "");
        Shell pipe = Shell.Run();

        Assert.AreEqual(0, terminal.ExitCode);
        StringAssert.Contains(terminal.Output, "wsreplay decode FILE");
        Assert.AreEqual(2, pipe.ExitCode);
        Assert.AreEqual("", pipe.Output);
        StringAssert.Contains(pipe.Error, "Usage: wsreplay");
    }

    [TestMethod]
    [DataRow("000 TX OCTETS: 818537fa213d7f9f4d5158\n001 TCP DROPPED BY PEER\n")]
    [DataRow("tx: 818537fa213d7f9f4d5158\n")]
    [DataRow("* SSL\n=> Send data, 11 bytes (0xb)\n0000: 81 85 37 fa 21 3d 7f 9f 4d 51 58                ..7.!=..MQX\n")]
    public void Every_text_may_be_in_UTF_16(string text)
    {
        foreach (System.Text.Encoding encoding in new[] { System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode })
        {
            using var input = new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
            Shell decoded = Shell.Run(input, ["decode", "-"]);
            Assert.AreEqual(0, decoded.ExitCode, decoded.Error);
            StringAssert.Contains(decoded.Output, "Hello");
        }
    }

    [TestMethod]
    [DataRow("--connection", "99")]
    [DataRow("--text", "nowhere")]
    [DataRow("--violations")]
    public void A_filter_that_nothing_fits_says_so(params string[] filter)
    {
        Shell decoded = Shell.Feed("tx: " + Shell.MaskedHello, ["decode", "-", .. filter, "--format", "ndjson"]);
        bool any = decoded.Output.Contains("\"event\":\"connection\"", StringComparison.Ordinal);
        Assert.AreEqual(0, decoded.ExitCode);
        Assert.AreEqual(any, !decoded.Error.Contains("nothing fits the filter; read: 1 connection", StringComparison.Ordinal), decoded.Error);
        Assert.IsTrue(!any || filter[0] == "--violations", decoded.Output);
    }

    [TestMethod]
    [DataRow("an argument is empty", "decode", "")]
    [DataRow("an argument is empty", "merge", "--json", "x", "")]
    [DataRow("-o: the value is empty", "report", "x", "-o", "")]
    [DataRow("--junit: the value is empty", "test", "ws://127.0.0.1:1", "--junit", "")]
    [DataRow("there is no command 'decod'; did you mean 'decode'?", "decod", "x")]
    [DataRow("there is no option --formt; did you mean --format?", "decode", "--formt", "ndjson", "x")]
    [DataRow("--format: 'xml' is none of wirelog, ndjson, summary, hex, autobahn-log", "decode", "x", "--format", "xml")]
    [DataRow("--opcode: 'pig' is neither", "decode", "x", "--opcode", "pig")]
    [DataRow("--max-payload: '12X' is not a number of octets", "decode", "x", "--max-payload", "12X")]
    [DataRow("--max-payload: '99999999999G' is not", "decode", "x", "--max-payload", "99999999999G")]
    [DataRow("--connection: '5-3' is not", "decode", "x", "--connection", "5-3")]
    [DataRow("--since: 'noon' is neither", "decode", "x", "--since", "noon")]
    [DataRow("--regex: Invalid pattern '('", "decode", "x", "--regex", "(")]
    [DataRow("--regex: backreferences", "decode", "x", "--regex", @"(a)\1")]
    [DataRow("--color is given more than once", "decode", "x", "--color", "never", "--color", "always")]
    [DataRow("--from: there is no format 'hexx'; did you mean hex?", "decode", "x", "--from", "hexx")]
    [DataRow("INPUT", "decode")]
    [DataRow("there is no rule 'nonsense-rule'", "rules", "nonsense-rule")]
    [DataRow("'tcsh' is none of bash, zsh, fish, powershell", "completion", "tcsh")]
    public void A_mistake_is_said_in_one_line_with_exit_code_2(string expected, params string[] args)
    {
        Shell result = Shell.Run(args);

        Assert.AreEqual(2, result.ExitCode);
        Assert.AreEqual("", result.Output);
        StringAssert.StartsWith(result.Error, "wsreplay: ");
        StringAssert.Contains(result.Error, expected);
        StringAssert.Contains(result.Error, "--help' shows how it is used");
    }

    [TestMethod]
    public void Standard_input_is_decoded()
    {
        Shell result = Shell.Feed($"tx: {Shell.MaskedHello}\n", "decode", "-");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        StringAssert.Contains(result.Output, "TX FRAME : OPCODE=1 (text), FIN=True, RSV=0, PAYLOAD-LEN=5, MASK=37fa213d\n");
        StringAssert.Contains(result.Output, "  Hello\n");
        Assert.AreEqual("", result.Error);
    }

    [TestMethod]
    public void Every_line_of_ndjson_fits_the_schema_that_is_printed()
    {
        var schema = new SchemaChecker();
        Shell result = Shell.Feed($"tx: {Shell.MaskedHello}\nrx: 8900\nrx: 880203e8\ntx: 88\n", "decode", "-", "--format", "ndjson", "--octets");

        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.IsTrue(lines.Length > 8, result.Output);
        foreach (string line in lines)
        {
            schema.AssertValid(line);
        }

        Assert.AreEqual("urn:wsreplay:schema:1", JsonDocument.Parse(Shell.Run("schema").Output).RootElement.GetProperty("$id").GetString());
    }

    [TestMethod]
    public void Hex_output_reads_back_to_the_same_events()
    {
        string input = $"2026-01-02T03:04:05.5Z tx: {Shell.MaskedHello}\n2026-01-02T03:04:06Z rx: 8101\n2026-01-02T03:04:06.000000007Z rx: 41\n--- connection\ntx: 8980deadbeef\n";
        Shell hex = Shell.Feed(input, "decode", "-", "--format", "hex");
        Shell again = Shell.Feed(hex.Output, "decode", "-", "--format", "hex");

        Assert.AreEqual(hex.Output, again.Output);
        Assert.AreEqual(
            Shell.Feed(input, "decode", "-", "--format", "ndjson").Output,
            Shell.Feed(hex.Output, "decode", "-", "--format", "ndjson").Output);
    }

    [TestMethod]
    public void Fail_on_decides_the_exit_code_whatever_is_shown()
    {
        const string Unmasked = "tx: 810548656c6c6f\n";

        Assert.AreEqual(0, Shell.Feed(Unmasked, "decode", "-", "--from", "hex").ExitCode);
        Assert.AreEqual(1, Shell.Feed(Unmasked, "decode", "-", "--from", "hex", "--fail-on", "error").ExitCode);
        Assert.AreEqual(1, Shell.Feed(Unmasked, "decode", "-", "--from", "hex", "--fail-on", "note", "--opcode", "ping").ExitCode);
        Assert.AreEqual(0, Shell.Feed($"tx: {Shell.MaskedHello}\n", "decode", "-", "--fail-on", "error").ExitCode);
    }

    [TestMethod]
    public void What_cannot_be_read_is_said_with_exit_code_3_and_the_rest_still_comes_out()
    {
        using var directory = new TemporaryDirectory();
        string good = directory.Write("good.hex", $"tx: {Shell.MaskedHello}\n");
        string odd = directory.Write("odd.hex", $"tx: {Shell.MaskedHello}\nrx: 8900\nrx: 8900\nrx: 8900\nrx: 8900\nrx: 818\n");
        string garbage = directory.Write("garbage.bin", "\0\u0001\u0002%&/()\0\0ZZZ");
        string missing = Path.Combine(directory.Path, "missing\e[31m.txt");
        Shell result = Shell.Run("decode", missing, garbage, odd, good);

        Assert.AreEqual(3, result.ExitCode);
        Assert.AreEqual(3, result.Output.Split("  Hello\n").Length, result.Output);
        StringAssert.Contains(result.Error, $"wsreplay: {directory.Path}/missing\\u001b[31m.txt: there is no such file\n");
        StringAssert.Contains(result.Error, $"wsreplay: {garbage}: it is in no format that is read");
        StringAssert.Matches(result.Error, new($"wsreplay: {System.Text.RegularExpressions.Regex.Escape(odd)}: line 6: offset [0-9]+: "));
    }

    [TestMethod]
    public void A_directory_is_read_in_the_order_in_which_people_count_and_one_without_records_is_a_problem()
    {
        using var directory = new TemporaryDirectory();
        foreach (int i in (int[])[10, 2, 1])
        {
            directory.Write($"log_{i}.hex", $"tx: {Shell.MaskedHello}\n");
        }

        directory.Write("notes.md", "nothing to see here, dear reader");
        using var empty = new TemporaryDirectory();
        empty.Write("notes.md", "nothing to see here, dear reader");
        Shell result = Shell.Run("decode", directory.Path, "--no-octets");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        string[] sources = [.. result.Output.Split('\n').Where(line => line.StartsWith("Connection", StringComparison.Ordinal)).Select(line => Path.GetFileName(line))];
        CollectionAssert.AreEqual((string[])["log_1.hex", "log_2.hex", "log_10.hex"], sources);
        Shell none = Shell.Run("decode", empty.Path);
        Assert.AreEqual(3, none.ExitCode);
        StringAssert.Contains(none.Error, "the directory holds no report or record of a known format");
    }

    [TestMethod]
    public void Colour_follows_the_terminal_no_color_and_the_option()
    {
        string input = $"tx: {Shell.MaskedHello}\n";
        var none = new Dictionary<string, string>();
        var noColor = new Dictionary<string, string> { ["NO_COLOR"] = "1" };

        StringAssert.Contains(Shell.RunOnTerminal(none, input, "decode", "-").Output, "\e[");
        Assert.IsFalse(Shell.RunOnTerminal(noColor, input, "decode", "-").Output.Contains('\e', StringComparison.Ordinal));
        Assert.IsFalse(Shell.Feed(input, "decode", "-").Output.Contains('\e', StringComparison.Ordinal));
        StringAssert.Contains(Shell.Feed(input, "decode", "-", "--color", "always").Output, "\e[");
        StringAssert.Contains(Shell.RunOnTerminal(noColor, input, "decode", "-", "--color", "always").Output, "\e[");
    }

    [TestMethod]
    public void A_filter_leaves_run_and_summary()
    {
        Shell result = Shell.Feed($"tx: {Shell.MaskedHello}\n", "decode", "-", "--format", "ndjson", "--opcode", "ping,0xb,12");

        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.HasCount(2, lines);
        StringAssert.StartsWith(lines[0], "{\"event\":\"run\"");
        StringAssert.StartsWith(lines[1], "{\"event\":\"summary\",\"connections\":0");
    }

    [TestMethod]
    public void A_reader_that_has_gone_is_no_reason_to_complain_and_a_full_disk_is()
    {
        using var quiet = new StringWriter();
        using var loud = new StringWriter { NewLine = "\n" };
        var gone = new CommandHost { OpenInput = () => Stream.Null, Output = new BrokenOutput(readerHasGone: true), Error = quiet };
        var full = new CommandHost { OpenInput = () => Stream.Null, Output = new BrokenOutput(readerHasGone: false), Error = loud };

        Assert.AreEqual(0, CommandLine.Run(["schema"], gone));
        Assert.AreEqual("", quiet.ToString());
        Assert.AreEqual(3, CommandLine.Run(["schema"], full));
        Assert.AreEqual("wsreplay: the output cannot be written: no room\n", loud.ToString());
    }

    [TestMethod]
    public void Ctrl_C_ends_a_wait_for_input_with_what_was_read()
    {
        using var interruption = new CancellationTokenSource();
        using var output = new MemoryStream();
        using var error = new StringWriter();
        string input = $"tx: {Shell.MaskedHello}\ntx: {Shell.MaskedHello}\n";
        using var pipe = new EndlessPipe(System.Text.Encoding.ASCII.GetBytes(input), interruption.Cancel);
        int code = CommandLine.Run(["decode", "-", "--format", "ndjson"], new CommandHost
        {
            OpenInput = () => pipe,
            Output = output,
            Error = error,
            Interruption = () => interruption.Token,
        });

        Assert.AreEqual(130, code);
        StringAssert.StartsWith(error.ToString(), "wsreplay: interrupted; read so far: ");
        StringAssert.Contains(System.Text.Encoding.UTF8.GetString(output.ToArray()), "\"event\":\"summary\"");
    }

    [TestMethod]
    public void The_version_is_the_assemblys() => StringAssert.Matches(Shell.Run("--version").Output, new(@"^wsreplay \d+\.\d+\.\d+\n$"));

    [TestMethod]
    public void Rules_are_listed_explained_and_given_to_programs()
    {
        Shell list = Shell.Run("rules");
        JsonElement json = JsonDocument.Parse(Shell.Run("rules", "--json").Output).RootElement;
        string id = json[0].GetProperty("rule").GetString()!;

        Assert.AreEqual(json.GetArrayLength(), list.Output.TrimEnd('\n').Split('\n').Length);
        StringAssert.StartsWith(list.Output, id);
        StringAssert.StartsWith(Shell.Run("rules", id).Output, id + "\n");
        StringAssert.StartsWith(Shell.Run("rules", id.ToUpperInvariant()).Output, id + "\n");
    }

    [SuppressMessage("Design", "CA1001", Justification = "Deleted by Dispose.")]
    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("wsreplay-").FullName;

        public string Write(string name, string text)
        {
            string file = System.IO.Path.Combine(Path, name);
            File.WriteAllText(file, text);
            return file;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed class BrokenOutput(bool readerHasGone) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => Write(default);

        public override void Write(ReadOnlySpan<byte> buffer) => throw new OutputException("no room") { ReaderHasGone = readerHasGone };
    }
}

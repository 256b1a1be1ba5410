using System.Text.Json;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class DiffCommandTests
{
    private const string Request = "tx: \"GET /chat HTTP/1.1\\r\\nHost: a.example\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\"\n"
        + "    \"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n\"\n";

    private const string Handshake = Request
        + "rx: \"HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\"\n"
        + "    \"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n\"\n";

    private const string Record = Handshake + "tx: " + Shell.MaskedHello + "\nrx: 81 03 \"one\" 81 03 \"two\" 89 00 81 05 \"three\" 88 02 03e8\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("wsreplay-diff-").FullName;

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Shell Diff(string first, string second, params string[] options) =>
        Shell.Run(["diff", Write("a.txt", first), Write("b.txt", second), .. options]);

    /// <summary>"at: expected / observed" of each difference of each connection.</summary>
    private string[] Differences(string first, string second, params string[] options)
    {
        Shell shell = Diff(first, second, ["--json", .. options]);
        using JsonDocument document = JsonDocument.Parse(shell.Output);
        string[] found =
        [
            .. document.RootElement.GetProperty("connections").EnumerateArray().SelectMany(connection => connection.GetProperty("differences").EnumerateArray())
                .Select(one => $"{one.GetProperty("at")}: {one.GetProperty("expected").GetString() ?? "-"} / {one.GetProperty("observed").GetString() ?? "-"}"),
        ];
        Assert.AreEqual(found.Length == 0 ? "match" : "mismatch", document.RootElement.GetProperty("verdict").GetString());
        Assert.AreEqual(found.Length == 0 ? 0 : 1, shell.ExitCode, shell.Error);
        return found;
    }

    [TestMethod]
    public void A_record_is_like_itself()
    {
        Shell shell = Diff(Record, Record);

        Assert.AreEqual(0, shell.ExitCode);
        Assert.AreEqual("1 connection compared: no difference\n", shell.Output);
    }

    [TestMethod]
    public void A_changed_answer_is_one_difference() =>
        CollectionAssert.AreEqual(
            new[] { "rx message 2: text \"two\" / text \"TWO\"" },
            Differences(Record, Record.Replace("\"two\"", "\"TWO\"", StringComparison.Ordinal)));

    [TestMethod]
    public void A_missing_message_is_one_difference() =>
        CollectionAssert.AreEqual(
            new[] { "rx message 1: text \"one\" / -" },
            Differences(Record, Record.Replace("81 03 \"one\"", "", StringComparison.Ordinal)));

    [TestMethod]
    public void An_added_message_is_one_difference() =>
        CollectionAssert.AreEqual(
            new[] { "rx message 3: - / binary 00ff" },
            Differences(Record, Record.Replace("89 00", "82 02 00ff 89 00", StringComparison.Ordinal)));

    [TestMethod]
    public void A_changed_and_a_missing_message_are_told_apart() =>
        CollectionAssert.AreEqual(
            new[] { "rx message 1: text \"one\" / text \"1\"", "rx message 3: ping / -" },
            Differences(Record, Record.Replace("81 03 \"one\"", "81 01 \"1\"", StringComparison.Ordinal).Replace("89 00 ", "", StringComparison.Ordinal)));

    [TestMethod]
    public void Another_close_code_is_a_difference() =>
        CollectionAssert.AreEqual(
            new[] { "rx message 5: close 1000 / close 1002" },
            Differences(Record, Record.Replace("03e8", "03ea", StringComparison.Ordinal)));

    [TestMethod]
    public void A_refused_handshake_is_a_difference()
    {
        string[] found = Differences(Record, Request + "rx: \"HTTP/1.1 403 Forbidden\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n");

        Assert.AreEqual("handshake status: 101 / 403", found[0]);
    }

    [TestMethod]
    public void Who_drops_the_connection_counts_where_both_records_know()
    {
        CollectionAssert.AreEqual(
            new[] { "end: dropped by the server / dropped by the client" },
            Differences(Record + "drop server\n", Record + "drop client\n"));
        Assert.IsEmpty(Differences(Record + "drop server\n", Record));
    }

    [TestMethod]
    public void Fragmentation_counts_only_when_asked_for()
    {
        string fragmented = Record.Replace("81 05 \"three\"", "01 02 \"th\" 80 03 \"ree\"", StringComparison.Ordinal);

        Assert.IsEmpty(Differences(Record, fragmented));
        CollectionAssert.AreEqual(
            new[] { "rx frame 4: text \"three\" / text fin=0 \"th\"", "rx frame 5: - / continuation \"ree\"" },
            Differences(Record, fragmented, "--strict"));
    }

    [TestMethod]
    public void Members_of_json_messages_are_ignored_by_path()
    {
        string first = Handshake + "rx: 81 1d \"{\\\"a\\\":1,\\\"x\\\":[{\\\"t\\\":1},{\\\"t\\\":2}]}\"\n";
        string second = Handshake + "rx: 81 1d \"{\\\"x\\\":[{\\\"t\\\":7},{\\\"t\\\":8}],\\\"a\\\":1}\"\n";

        Assert.HasCount(1, Differences(first, second));
        Assert.IsEmpty(Differences(first, second, "--ignore-json", "$.x[*].t"));
        Assert.IsEmpty(Differences(first, second, "--ignore-json", "$..t"));
        Assert.IsEmpty(Differences(first, second, "--ignore-json", "$.x"));
        Assert.HasCount(1, Differences(first, second, "--ignore-json", "$.x[0].t"));
        Assert.HasCount(1, Differences(first, second, "--ignore-json", "$.t"));
    }

    [TestMethod]
    public void Text_is_ignored_by_expression()
    {
        string second = Record.Replace("\"two\"", "\"2wo\"", StringComparison.Ordinal);

        Assert.IsEmpty(Differences(Record, second, "--ignore-regex", "^[t2]"));
    }

    [TestMethod]
    public void Connections_in_another_order_are_alike_when_the_order_does_not_count()
    {
        string other = Record.Replace("\"two\"", "\"2\"", StringComparison.Ordinal).Replace("81 03 \"2\"", "81 01 \"2\"", StringComparison.Ordinal);
        string first = Record + "--- connection\n" + other;
        string second = other + "--- connection\n" + Record;

        Assert.HasCount(2, Differences(first, second));
        Assert.IsEmpty(Differences(first, second, "--any-order"));
    }

    [TestMethod]
    public void A_connection_more_is_a_difference() =>
        CollectionAssert.AreEqual(new[] { "connection: - / present" }, Differences(Record, Record + "--- connection\n" + Record));

    [TestMethod]
    public void The_direction_can_be_chosen()
    {
        string second = Record.Replace(Shell.MaskedHello, "818537fa213d7f9f4d515f", StringComparison.Ordinal);

        Assert.HasCount(1, Differences(Record, second));
        Assert.IsEmpty(Differences(Record, second, "--direction", "rx"));
    }

    [TestMethod]
    public void Long_messages_are_shown_where_they_part()
    {
        string Long(string end) => Handshake + "rx: 81 7e 07d3 \"" + new string('x', 2000) + end + "\"\n";

        string found = Differences(Long("abc"), Long("abd")).Single();

        StringAssert.Contains(found, "text (2003 octets)");
        StringAssert.Contains(found, "abc\"");
        Assert.IsLessThan(400, found.Length);
    }

    [TestMethod]
    public void Side_by_side_shows_what_differs_and_no_escape_sequence()
    {
        Shell shell = Diff(Record, Record.Replace("\"two\"", "1b 5b 6d", StringComparison.Ordinal));

        StringAssert.Contains(shell.Output, "text \"two\"");
        StringAssert.Contains(shell.Output, " ! ");
        Assert.DoesNotContain("\e", shell.Output);
        StringAssert.EndsWith(shell.Output, "1 connection compared: 0 alike, 1 differs\n");
    }

    [TestMethod]
    public void What_exceeds_the_memory_is_not_compared_and_said()
    {
        Shell shell = Diff(Record, Record, "--max-kept", "1k");

        Assert.AreEqual(3, shell.ExitCode);
        StringAssert.Contains(shell.Error, "--max-kept");
    }

    [TestMethod]
    [DataRow("$")]
    [DataRow("timestamp")]
    [DataRow("$.a[")]
    [DataRow("$.a[x]")]
    [DataRow("$..")]
    [DataRow("$a")]
    public void A_broken_path_is_a_usage_error(string path)
    {
        Shell shell = Diff(Record, Record, "--ignore-json", path);

        Assert.AreEqual(2, shell.ExitCode);
        StringAssert.Contains(shell.Error, "no JSON path");
    }

    [TestMethod]
    public void A_file_that_is_not_there_is_said_once()
    {
        Shell shell = Shell.Run("diff", Path.Combine(_directory, "a"), Path.Combine(_directory, "b"));

        Assert.AreEqual(3, shell.ExitCode);
        Assert.AreEqual(2, shell.Error.Count(static one => one == '\n'), shell.Error);
    }

    [TestMethod]
    public void One_input_is_a_usage_error() => Assert.AreEqual(2, Shell.Run("diff", "a").ExitCode);
}

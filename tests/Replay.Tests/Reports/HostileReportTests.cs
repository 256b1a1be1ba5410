using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.VisualBasic.FileIO;
using Replay.Tests.Cli;

namespace Replay.Tests.Reports;

/// <summary>A capture and a report whose every text tries to be more than text, in every format.</summary>
[TestClass]
public sealed class HostileReportTests : IDisposable
{
    private static readonly string Capture = Path.Combine(AppContext.BaseDirectory, "captures", "hostile.hex");
    private static readonly string Report = Path.Combine(AppContext.BaseDirectory, "captures", "hostile-autobahn.json");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [TestMethod]
    [DataRow("md")]
    [DataRow("xml")]
    [DataRow("csv")]
    [DataRow("json")]
    [DataRow("ndjson")]
    [DataRow("sarif")]
    public void No_control_or_reordering_character_is_written(string extension)
    {
        string text = Write(extension);

        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isHazard = rune.Value is (< 0x20 and not ('\n' or '\r')) or (>= 0x7F and <= 0x9F) or 0x61C or 0x200E or 0x200F
                or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF or (>= 0xE0000 and <= 0xE007F);
            Assert.IsFalse(isHazard, $"U+{rune.Value:X4} in the {extension} report");
        }
    }

    [TestMethod]
    [DataRow("html")]
    [DataRow("md")]
    [DataRow("xml")]
    [DataRow("csv")]
    [DataRow("json")]
    [DataRow("ndjson")]
    [DataRow("sarif")]
    public void Secrets_are_masked_unless_asked_for(string extension)
    {
        string masked = Write(extension);
        string shown = Write(extension, "--show-secrets");

        Assert.DoesNotContain("SECRET-", masked);
        Assert.DoesNotContain("5345435245542d", masked);
        if (extension is not ("html" or "sarif" or "xml"))
        {
            // A page holds its data compressed; JUnit and SARIF quote nothing of it here but what broke a rule.
            Assert.Contains("SECRET-token-1", shown);
        }
    }

    [TestMethod]
    public void Pages_of_a_directory_run_nothing_and_ask_for_nothing()
    {
        string[] files = WriteDirectory();

        foreach (string page in files.Where(static file => file.EndsWith(".html", StringComparison.Ordinal)))
        {
            IDocument document = new HtmlParser().ParseDocument(File.ReadAllText(page));
            Assert.IsEmpty(document.QuerySelectorAll("script, img, svg, iframe, object, embed, link, base, form"), page);
            Assert.Contains("default-src 'none'", document.QuerySelector("meta[http-equiv]")!.GetAttribute("content")!);
            foreach (IElement element in document.All)
            {
                Assert.IsFalse(element.Attributes.Any(static one => one.Name.StartsWith("on", StringComparison.Ordinal)), $"{page}: {element.OuterHtml}");
                string target = element.GetAttribute("href") ?? "#";
                Assert.IsTrue(target.StartsWith('#') || files.Contains(Path.Combine(Path.GetDirectoryName(page)!, target)), $"{page}: {target}");
            }

            Assert.DoesNotContain("\x1b", File.ReadAllText(page));
        }
    }

    [TestMethod]
    public void A_page_says_what_the_text_was()
    {
        string page = WriteDirectory().Single(static file => file.EndsWith("_case_1_1_1.html", StringComparison.Ordinal));
        IDocument document = new HtmlParser().ParseDocument(File.ReadAllText(page));

        string log = document.QuerySelector("#wirelog")!.TextContent;
        StringAssert.Contains(log, "</pre></div><script>document.title='PWNED'</script>\x1b[31m\u202e");
        Assert.AreEqual("bold", document.QuerySelector("p.case_desc b:nth-of-type(2)")!.TextContent);
    }

    [TestMethod]
    public void Names_of_files_stay_in_the_directory()
    {
        foreach (string file in WriteDirectory())
        {
            StringAssert.Matches(Path.GetFileName(file), new System.Text.RegularExpressions.Regex("^[a-z0-9_]+\\.(html|json)$"));
        }
    }

    [TestMethod]
    public void A_report_that_was_read_keeps_its_json_and_its_page_is_masked()
    {
        string[] files = WriteDirectory();
        string json = files.Single(static file => file.EndsWith("_case_1_1_1.json", StringComparison.Ordinal));

        CollectionAssert.AreEqual(File.ReadAllBytes(Report), File.ReadAllBytes(json));
        foreach (string file in files.Where(file => file != json))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("SECRET-", text);
            Assert.DoesNotContain("5345435245542d", text);
        }
    }

    [TestMethod]
    public void No_cell_is_a_formula()
    {
        using var parser = new TextFieldParser(new StringReader(Write("csv"))) { TextFieldType = FieldType.Delimited, HasFieldsEnclosedInQuotes = true };
        parser.SetDelimiters(",");
        int rows = 0;
        int columns = parser.ReadFields()!.Length;
        while (parser.ReadFields() is { } cells)
        {
            rows++;
            Assert.HasCount(columns, cells);
            Assert.IsFalse(Array.Exists(cells, static cell => cell.Length > 0 && cell[0] is '=' or '+' or '@'), string.Join('|', cells));
        }

        Assert.AreEqual(4, rows);
    }

    [TestMethod]
    public void Markdown_renders_to_text()
    {
        string html = Markdig.Markdown.ToHtml(Write("md"), Markdig.MarkdownExtensions.UseAdvancedExtensions(new Markdig.MarkdownPipelineBuilder()).Build());
        IDocument document = new HtmlParser().ParseDocument(html);

        Assert.IsEmpty(document.QuerySelectorAll("script, img, svg, a[href], iframe"));
        StringAssert.Contains(document.Body!.TextContent, "</script><script>document.title='PWNED'</script>");
    }

    [TestMethod]
    public void Xml_and_json_are_well_formed()
    {
        StringAssert.Contains(XDocument.Parse(Write("xml")).ToString(), "PWNED");
        JsonDocument.Parse(Write("json")).Dispose();
        JsonDocument.Parse(Write("sarif")).Dispose();
        foreach (string line in Write("ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonDocument.Parse(line).Dispose();
        }
    }

    private string Write(string extension, params string[] args)
    {
        string output = Path.Combine(_directory.Path, "report." + extension);
        Shell shell = Shell.Run(["report", Capture, Report, "-o", output, "--force", .. args]);
        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        return File.ReadAllText(output);
    }

    private string[] WriteDirectory()
    {
        string output = Path.Combine(_directory.Path, "reports");
        Shell shell = Shell.Run("report", Capture, Report, "-o", output, "--format", "autobahn", "--force");
        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        return Directory.GetFiles(output);
    }
}

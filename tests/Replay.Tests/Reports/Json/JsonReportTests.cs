using System.Text.Json;
using Replay.Tests.Cli;

namespace Replay.Tests.Reports.Json;

[TestClass]
public sealed class JsonReportTests
{
    [TestMethod]
    [DataRow("interleaved.pcapng")]
    [DataRow("hostile.hex")]
    [DataRow("autobahn-7.1.5.txt")]
    public void It_holds_the_events_of_ndjson_connection_by_connection(string name)
    {
        using JsonDocument document = JsonDocument.Parse(Report(name, "json"));
        string[] lines = Report(name, "ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var checker = new SchemaChecker();

        Assert.AreEqual(lines[0], document.RootElement.GetProperty("run").GetRawText());
        Assert.AreEqual(lines[^1], document.RootElement.GetProperty("summary").GetRawText());
        var events = new List<string>();
        foreach (JsonElement session in document.RootElement.GetProperty("sessions").EnumerateArray())
        {
            long number = session.GetProperty("connection").GetInt64();
            foreach (JsonElement one in session.GetProperty("events").EnumerateArray())
            {
                checker.AssertValid(one.GetRawText());
                Assert.AreEqual(number, one.GetProperty("connection").GetInt64());
                events.Add(one.GetRawText());
            }

            Assert.AreEqual("end", session.GetProperty("events").EnumerateArray().Last().GetProperty("event").GetString());
        }

        CollectionAssert.AreEquivalent(lines[1..^1], events);
    }

    private static string Report(string name, string format)
    {
        Shell shell = Shell.Run("report", Path.Combine(AppContext.BaseDirectory, "captures", name), "-o", "-", "--format", format);
        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        return shell.Output;
    }
}

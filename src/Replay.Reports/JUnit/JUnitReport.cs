using System.Globalization;
using Replay.Reports.Model;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Reports.JUnit;

/// <summary>
/// JUnit's XML as Jenkins and others read it (junit-10.xsd): a suite an input or agent, a test case a connection or
/// run, failures with what was expected and what was observed.
/// </summary>
public static class JUnitReport
{
    /// <summary>Writes the report.</summary>
    public static void Write(ReportModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        var suites = new List<JUnitSuite>();
        foreach (IGrouping<string, ReportConnection> input in model.Connections.GroupBy(static row => row.Connection.Source))
        {
            suites.Add(new JUnitSuite(input.Key, [.. input.Select(row => JUnitCases.Of(row, model.FailureLevel))]));
        }

        foreach (IGrouping<string, CaseResult> agent in model.Results.GroupBy(static one => one.Agent ?? one.Target ?? "wsreplay"))
        {
            suites.Add(new JUnitSuite(agent.Key, [.. agent.Select(JUnitCases.Of)]));
        }

        if (suites.Count == 0)
        {
            suites.Add(new JUnitSuite(string.Join(", ", model.Run.Inputs), []));
        }

        Write(model, suites, new Utf8Output(stream));
    }

    private static void Write(ReportModel model, List<JUnitSuite> suites, Utf8Output output)
    {
        output.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);
        output.Write("<testsuites>\n"u8);
        for (int i = 0; i < suites.Count; i++)
        {
            WriteSuite(output, model, suites[i], i);
        }

        output.Write("</testsuites>\n"u8);
        output.Flush();
    }

    private static void WriteSuite(Utf8Output output, ReportModel model, JUnitSuite suite, int id)
    {
        output.Write("  <testsuite name=\""u8);
        output.Write(XmlText.Escape(suite.Name));
        output.Write(string.Create(CultureInfo.InvariantCulture, $"\" id=\"{id}\" package=\"wsreplay\" hostname=\"localhost\""));
        WriteCounts(output, suite.Cases);
        if (suite.Started is { HasValue: true } started)
        {
            // Without fraction and zone: what the schemas know.
            output.Write(" timestamp=\""u8);
            output.Write(started.ToString()[..19]);
            output.Write((byte)'"');
        }

        output.Write(">\n    <properties>\n"u8);
        Property(output, "tool", "wsreplay " + model.Run.Tool);
        foreach (string sentence in model.LeftOut)
        {
            Property(output, "left-out", sentence);
        }

        foreach (CaptureProblem problem in model.Problems.Where(problem => problem.Source == suite.Name))
        {
            Property(output, "problem", problem.ToString());
        }

        output.Write("    </properties>\n"u8);
        foreach (JUnitCase one in suite.Cases)
        {
            WriteCase(output, suite.Name, one);
        }

        output.Write("    <system-out></system-out>\n    <system-err></system-err>\n  </testsuite>\n"u8);
    }

    private static void WriteCase(Utf8Output output, string suite, JUnitCase one)
    {
        output.Write("    <testcase name=\""u8);
        output.Write(XmlText.Escape(one.Name));
        output.Write("\" classname=\""u8);
        output.Write(XmlText.Escape(suite));
        output.Write("\" time=\""u8);
        output.Write(Seconds(one.Seconds));
        if (one.Outcome == JUnitOutcome.Passed)
        {
            output.Write("\"/>\n"u8);
            return;
        }

        string element = one.Outcome switch
        {
            JUnitOutcome.Failed => "failure",
            JUnitOutcome.Error => "error",
            _ => "skipped",
        };
        output.Write("\">\n      <"u8);
        output.Write(element);
        output.Write(" message=\""u8);
        output.Write(XmlText.Escape(one.Message));
        if (one.Outcome != JUnitOutcome.Skipped)
        {
            output.Write("\" type=\""u8);
            output.Write(XmlText.Escape(one.Type));
        }

        output.Write("\">"u8);
        output.Write(XmlText.Escape(one.Details, keepsLines: true));
        output.Write("</"u8);
        output.Write(element);
        output.Write(">\n    </testcase>\n"u8);
    }

    private static void WriteCounts(Utf8Output output, IReadOnlyList<JUnitCase> all)
    {
        int Count(JUnitOutcome outcome) => all.Count(one => one.Outcome == outcome);
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $" tests=\"{all.Count}\" failures=\"{Count(JUnitOutcome.Failed)}\" errors=\"{Count(JUnitOutcome.Error)}\" skipped=\"{Count(JUnitOutcome.Skipped)}\""));
        output.Write(" time=\""u8);
        output.Write(Seconds(all.Sum(static one => one.Seconds)));
        output.Write((byte)'"');
    }

    private static void Property(Utf8Output output, string name, string value)
    {
        output.Write("      <property name=\""u8);
        output.Write(name);
        output.Write("\" value=\""u8);
        output.Write(XmlText.Escape(value));
        output.Write("\"/>\n"u8);
    }

    // The schemas know milliseconds at most.
    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}

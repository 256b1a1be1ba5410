using System.Text;
using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Reports.Autobahn;
using Replay.Reports.Conformance;
using Replay.Reports.JUnit;
using Replay.Reports.Markdown;
using Replay.Reports.Model;
using Replay.Reports.Sarif;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Cli.Running;

/// <summary>Writes what a run of cases came to: files first, so that the summary stands last.</summary>
internal sealed class TestOutput(TestRequest request, string? directory, CommandHost host)
{
    public void Write(IReadOnlyList<CaseOutcome> outcomes)
    {
        WriteReports(outcomes);

        if (request.Json)
        {
            AutobahnIndexJson.Write(Entries(outcomes), host.Output);
            host.Write("\n");
        }
    }

    /// <summary>Writes the files alone.</summary>
    public void WriteReports(IReadOnlyList<CaseOutcome> outcomes)
    {
        if (directory is not null)
        {
            WriteAutobahn(outcomes, directory);
        }

        WriteModel(request.JUnit, JUnitReport.Write, outcomes);
        WriteModel(request.Sarif, SarifReport.Write, outcomes);
        WriteModel(request.Markdown, MarkdownReport.Write, outcomes);
    }

    /// <summary>Writes the summary.</summary>
    /// <returns>Whether the run failed.</returns>
    public static bool Summarize(IReadOnlyList<CaseOutcome> outcomes, CaseIndex? baseline, TestRequest request, CommandHost host)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string?, CaseOutcome> agent in outcomes.GroupBy(one => one.Result.Agent))
        {
            Dictionary<CaseResult, CaseOutcome> byResult = agent.ToDictionary(one => one.Result, ReferenceEqualityComparer.Instance as IEqualityComparer<CaseResult>);
            text.Append(TestSummary.Write([.. agent.Select(one => one.Result)], result => CaseTransmissions.Summarize(byResult[result].Case), request.Strict, request.IsColored));
        }

        bool failed = outcomes.Any(one => TestSummary.Fails(one.Result, request.Strict));
        if (baseline is not null)
        {
            string[] changes = [.. outcomes.Select(one => Change(one, baseline, request.Strict)).OfType<string>()];
            foreach (string change in changes)
            {
                text.Append(change).Append('\n');
            }

            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{changes.Length} verdict{(changes.Length == 1 ? "" : "s")} changed from the baseline\n");
            failed = changes.Length > 0;
        }

        if (!request.Json)
        {
            host.Write(text.ToString());
        }

        return failed;
    }

    // What differs from the baseline; a case the baseline does not know counts when it fails.
    private static string? Change(CaseOutcome one, CaseIndex baseline, bool strict)
    {
        CaseResult result = one.Result;
        if (baseline.Find(result.Agent ?? "", result.Name) is not { } before)
        {
            return TestSummary.Fails(result, strict) ? $"! {result.Name}  not in the baseline, now {Words(result.Behavior, result.CloseBehavior)}" : null;
        }

        return before.Behavior == result.Behavior && before.CloseBehavior == result.CloseBehavior
            ? null
            : $"! {result.Name}  was {Words(before.Behavior, before.CloseBehavior)}, now {Words(result.Behavior, result.CloseBehavior)}";
    }

    private static string Words(Behavior? behavior, CloseBehavior? close) => $"{behavior?.ToWord() ?? "?"}/{close?.ToWord() ?? "?"}";

    private static IEnumerable<AutobahnIndexEntry> Entries(IEnumerable<CaseOutcome> outcomes) => outcomes.Select(one =>
        AutobahnIndexEntry.Of(one.Report, one.Result.Agent!, one.Result.Name, AutobahnFileName.Of(one.Result.Agent!, one.Result.Name, "json")));

    // Reports of an earlier run are replaced: a directory of reports is made for that.
    private void WriteAutobahn(IReadOnlyList<CaseOutcome> outcomes, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(exception.Message, exception);
        }

        var set = new AutobahnReportSet(new OutputFiles(force: true, [], host), path, ToolVersion.Text);
        foreach (CaseOutcome one in outcomes)
        {
            set.Add(one.Report);
        }

        set.Complete([.. CaseCatalogue.All.Select(static one => new AutobahnIndexCase(one.Id.ToString(), one.Requirement))]);
    }

    private void WriteModel(string? path, Action<ReportModel, Stream> write, IReadOnlyList<CaseOutcome> outcomes)
    {
        if (path is null)
        {
            return;
        }

        ReportModel model = ReportModel.Of(ToolVersion.Text, outcomes.Select(static one => one.Result));
        using Stream stream = new OutputFiles(force: true, [], host).Create(path);
        write(model, stream);
    }
}

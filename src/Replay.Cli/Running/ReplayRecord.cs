using Replay.Cases;
using Replay.Engine.Replaying;
using Replay.Reports;
using Replay.Reports.Autobahn;
using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Cli.Running;

/// <summary>Writes live conversations as files that every command reads: <c>--record</c>.</summary>
internal static class ReplayRecord
{
    public static void Write(string name, IReadOnlyList<ReplayOutcome> outcomes, OutputFiles files, CommandHost host)
    {
        List<ReplayOutcome> live = [.. outcomes.Where(static one => one.Result?.Live is not null)];
        string extension = Path.GetExtension(name).ToLowerInvariant();
        if (name.EndsWith('/') || Directory.Exists(name))
        {
            WriteReports(name, live, files);
        }
        else if (extension == ".json")
        {
            if (live.Count != 1)
            {
                throw new UsageException($"--record {name}: a report is of one connection; of {live.Count} a directory is written: --record NAME/");
            }

            using Stream stream = files.Create(name);
            AutobahnJson.Write(ReportOf(live[0]), stream);
        }
        else if (extension == ".ndjson")
        {
            using Stream stream = files.Create(name);
            var report = new NdjsonReport(stream, new NdjsonOptions { Octets = true });
            report.Begin(new RunInfo(ToolVersion.Text, []));
            Deliver(live, report);
            report.Complete();
        }
        else
        {
            string format = ExportFormats.Of(name)
                ?? throw new UsageException($"--record: '{name}' names no format: .pcapng, .pcap, .har, .hex, .bin, .ndjson, .json, or a directory");
            using SessionWriter writer = ExportFormats.Create(new ExportRequest { Inputs = [], Output = name, Format = format }, files);
            Deliver(live, writer);
            writer.Complete();
            foreach (string loss in writer.Losses)
            {
                host.Complain(loss);
            }
        }
    }

    private static AutobahnReport ReportOf(ReplayOutcome outcome) => outcome.Report ?? SessionReport.Of(outcome.Result!.Live!);

    private static void WriteReports(string directory, List<ReplayOutcome> live, OutputFiles files)
    {
        Directory.CreateDirectory(directory);
        var set = new AutobahnReportSet(files, directory, ToolVersion.Text);
        foreach (ReplayOutcome outcome in live)
        {
            set.Add(ReportOf(outcome), name: outcome.Result!.Name);
        }

        set.Complete([.. CaseCatalogue.All.Select(static one => new AutobahnIndexCase(one.Id.ToString(), one.Requirement))]);
    }

    // Connections that were repeated or come from several inputs are numbered anew.
    private static void Deliver(List<ReplayOutcome> live, ISessionSink sink)
    {
        var decoder = new ConversationDecoder(sink);
        for (int i = 0; i < live.Count; i++)
        {
            Session session = live[i].Result!.Live!;
            SessionDelivery.Deliver(session with { Connection = session.Connection with { Connection = i + 1 } }, decoder);
        }
    }
}

using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Cases;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Corpus;

/// <summary>Audits every report and tallies what its statements come to.</summary>
internal sealed class Audits(int examples)
{
    private static readonly ISourceFormat[] Formats = [new AutobahnJsonFormat(), new AutobahnHtmlFormat(), new AutobahnTextFormat()];

    private readonly Tally _reports = new(examples);
    private readonly Tally _statements = new(0);
    private readonly Tally _findings = new(examples);

    public void Run(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(path) is ".json" or ".html" or ".txt")
            {
                Audit(path);
            }
        }
    }

    public void Print(TextWriter output)
    {
        output.WriteLine("Audits");
        _reports.Print(output);
        output.WriteLine("Statements audited");
        _statements.Print(output);
        output.WriteLine("Statements that do not agree, by cause");
        _findings.Print(output);
    }

    private void Audit(string path)
    {
        byte[] octets = File.ReadAllBytes(path);
        ReadOnlySpan<byte> head = octets.AsSpan(0, Math.Min(octets.Length, 65536));
        foreach (ISourceFormat format in Formats)
        {
            if (format.Sniff(path, head) < Confidence.Likely)
            {
                continue;
            }

            var builder = new SessionBuilder();
            var decoder = new ConversationDecoder(builder);
            using var stream = new MemoryStream(octets);
            format.Read(new SourceInput(path, stream), new SourceContext(decoder, SourceOptions.Default));
            decoder.Complete();
            foreach (Session session in builder.Sessions)
            {
                Add(session, path);
            }

            return;
        }
    }

    private void Add(Session session, string path)
    {
        if (session.Connection.Report is not { } report)
        {
            return;
        }

        ReportAudit audit = ReportAudit.Of(report, session, CaseCatalogue.Find(report.CaseId)?.Expectation);
        string form = report.Form.ToString().ToLowerInvariant();
        _reports.Add(form + (audit.IsClean ? ", clean" : ", not clean"), path);
        foreach (AuditFinding one in audit.Findings)
        {
            _statements.Add(one.Outcome.ToString().ToLowerInvariant(), path);
            if (one.Outcome != AuditOutcome.Agrees)
            {
                _findings.Add($"{one.Outcome} {one.What}: {one.Cause}", path);
            }
        }
    }
}

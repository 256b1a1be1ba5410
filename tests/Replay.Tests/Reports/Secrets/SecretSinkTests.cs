using System.Text;
using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Capture.HexDumps;
using Replay.Protocol;
using Replay.Reports;
using Replay.Reports.Model;
using Replay.Reports.Secrets;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Results;

namespace Replay.Tests.Reports.Secrets;

/// <summary>What reports get to see: a page's data is packed, so that the page itself tells nothing.</summary>
[TestClass]
public sealed class SecretSinkTests
{
    [TestMethod]
    [DataRow("hostile.hex", 3)]
    [DataRow("hostile-autobahn.json", 1)]
    public void Nothing_of_a_model_holds_a_secret(string name, int sessions)
    {
        ReportModel masked = Collect(name, masks: true);
        ReportModel shown = Collect(name, masks: false);

        Assert.HasCount(sessions, masked.Sessions);
        Assert.DoesNotContain("SECRET", Text(masked));
        Assert.Contains("SECRET", Text(shown));
    }

    [TestMethod]
    public void Offsets_and_lengths_stay()
    {
        ReportModel masked = Collect("hostile.hex", masks: true);
        ReportModel shown = Collect("hostile.hex", masks: false);

        for (int i = 0; i < shown.Sessions.Length; i++)
        {
            Session one = masked.Sessions[i].Session;
            Session other = shown.Sessions[i].Session;
            CollectionAssert.AreEqual(other.Frames.Select(static frame => frame.Start).ToArray(), one.Frames.Select(static frame => frame.Start).ToArray());
            Assert.AreEqual(other.Request?.Octets.Length, one.Request?.Octets.Length);
            CollectionAssert.AreEqual(other.Octets.Select(static piece => piece.Octets.Length).ToArray(), one.Octets.Select(static piece => piece.Octets.Length).ToArray());
            CollectionAssert.AreEqual(other.Frames.SelectMany(static frame => frame.Payload.ToArray()).ToArray(), one.Frames.SelectMany(static frame => frame.Payload.ToArray()).ToArray());
        }
    }

    [TestMethod]
    public void Results_of_live_runs_lose_what_their_conversations_sent()
    {
        Session session = Collect("hostile.hex", masks: false).Sessions[0].Session;
        ReportModel model = ReportModel.Of("0",
        [
            new CaseResult
            {
                Name = "x",
                Verdict = RunVerdict.Mismatch,
                Live = session,
                Target = "ws://h/?token=SECRET-a",
                Command = "wsreplay replay --header 'Authorization: Bearer SECRET-bearer-3' ws://h/?token=SECRET-a",
                Observed = "Set-Cookie: session=SECRET-set-6; HttpOnly",
                Differences = [new SessionDifference("response", "none", "session=SECRET-set-6; HttpOnly")],
            },
        ]);

        CaseResult result = model.Results.Single();
        string text = string.Join('\n', result.Target, result.Command, result.Observed, result.Differences[0].Observed, Text(result.Live!));
        Assert.DoesNotContain("SECRET", text);
    }

    private static ReportModel Collect(string name, bool masks)
    {
        var collector = new ReportCollector(new RunInfo("0", [name]));
        var decoder = new ConversationDecoder(masks ? new SecretSink(collector) : collector);
        ISourceFormat format = name.EndsWith(".json", StringComparison.Ordinal) ? new AutobahnJsonFormat() : new HexFormat();
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "captures", name));
        format.Read(new SourceInput(name, stream), new SourceContext(decoder, SourceOptions.Default));
        decoder.Complete();
        return collector.Complete();
    }

    private static string Text(ReportModel model) => string.Join('\n', model.Sessions.Select(static one => Text(one.Session)))
        + string.Join('\n', model.Findings.Select(static one => one.Violation.Observed + one.Violation.Expected))
        + string.Join('\n', model.Connections.Select(static row => row.Path + row.Connection.Report?.HttpRequest));

    private static string Text(Session session)
    {
        var text = new StringBuilder();
        foreach (HttpHead? head in (HttpHead?[])[session.Request, session.Response])
        {
            text.Append(head is null ? "" : Encoding.Latin1.GetString(head.Octets.Span)).Append('\n');
        }

        foreach (SessionOctets piece in session.Octets)
        {
            text.Append(Encoding.Latin1.GetString(piece.Octets.Span));
        }

        foreach (Violation violation in session.Violations)
        {
            text.Append(violation.Observed).Append(violation.Expected);
        }

        if (session.Connection.Report is { } report)
        {
            text.Append(report.HttpRequest).Append(report.HttpResponse);
            foreach (WireLogOctets row in report.WireLog.OfType<WireLogOctets>())
            {
                text.Append(Encoding.Latin1.GetString(Convert.FromHexString(row.Digits)));
            }
        }

        return text.ToString();
    }
}

using System.Text;
using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Cases;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Tests.Sessions.Autobahn;

/// <summary>A report read, decoded and audited, with statements altered on the way.</summary>
internal static class AuditedReport
{
    private const string Request =
        "GET / HTTP/1.1\r\nHost: localhost:9001\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private const string Response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    public static ReportAudit Capture(string name, Func<AutobahnReport, AutobahnReport>? alter = null) =>
        Audit(new AutobahnTextFormat(), File.ReadAllBytes(Locate(name)), name, alter);

    /// <summary>The wire log of a page's text, without the tables in front of it.</summary>
    public static ReportAudit LogOf(string name)
    {
        string page = File.ReadAllText(Locate(name));
        return Audit(new AutobahnTextFormat(), Encoding.UTF8.GetBytes(page[page.LastIndexOf("Wire Log", StringComparison.Ordinal)..]), name, null);
    }

    private static string Locate(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "captures", name)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? string.Empty, "captures", name);
    }

    /// <summary>A JSON report of a clean run by a fuzzer that is the client, around these rows of its log.</summary>
    /// <param name="id">The case.</param>
    /// <param name="rows">The rows behind the handshake's, with ' for ".</param>
    /// <param name="fields">Members that replace the usual ones, with ' for ".</param>
    /// <param name="alter">What to alter in the report once it is read.</param>
    public static ReportAudit Json(string id, string rows, string fields = "", Func<AutobahnReport, AutobahnReport>? alter = null)
    {
        SortedDictionary<string, string> members = new(StringComparer.Ordinal)
        {
            ["agent"] = "'test'",
            ["behavior"] = "'OK'",
            ["behaviorClose"] = "'OK'",
            ["closedByMe"] = "true",
            ["createStats"] = "true",
            ["createWirelog"] = "true",
            ["droppedByMe"] = "false",
            ["failedByMe"] = "false",
            ["httpRequest"] = Quote(Request),
            ["httpResponse"] = Quote(Response),
            ["id"] = "'" + id + "'",
            ["isServer"] = "false",
            ["localCloseCode"] = "1000",
            ["localCloseReason"] = "null",
            ["received"] = "[]",
            ["remoteCloseCode"] = "1000",
            ["remoteCloseReason"] = "null",
            ["wasClean"] = "true",
            ["wasCloseHandshakeTimeout"] = "false",
            ["wasNotCleanReason"] = "null",
            ["wasOpenHandshakeTimeout"] = "false",
            ["wasServerConnectionDropTimeout"] = "false",
            ["wirelog"] = "[" + Octets("TO", Request, ", false") + ", " + Octets("RO", Response, "") + ", " + rows + "]",
        };
        foreach (string field in fields.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = field.Split('=', 2);
            members[parts[0].Trim()] = parts[1];
        }

        string json = "{" + string.Join(",\n", members.Select(one => "'" + one.Key + "': " + one.Value)) + "}";
        return Audit(new AutobahnJsonFormat(), Encoding.UTF8.GetBytes(json.Replace('\'', '"')), "report.json", alter);
    }

    private static string Octets(string kind, string text, string end) =>
        $"['{kind}', [{text.Length}, '{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text[..64]))} ...']{end}]";

    private static string Quote(string text) => "'" + text.Replace("\r\n", "\\r\\n", StringComparison.Ordinal) + "'";

    private static ReportAudit Audit(ISourceFormat format, byte[] octets, string name, Func<AutobahnReport, AutobahnReport>? alter)
    {
        SessionBuilder builder = new();
        ConversationDecoder decoder = new(builder, ConversationOptions.Default);
        format.Read(new SourceInput(name, new MemoryStream(octets)), new SourceContext(decoder, new SourceOptions()));
        decoder.Complete();
        Assert.IsEmpty(builder.Problems);
        Session session = builder.Sessions.Single();
        AutobahnReport report = session.Connection.Report!;
        return ReportAudit.Of(alter is null ? report : alter(report), session, CaseCatalogue.Find(report.CaseId)?.Expectation);
    }
}

using Replay.Reports;
using Replay.Reports.Ndjson;
using Replay.Reports.Text;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Cli.Running;

/// <summary>The formats that are written.</summary>
internal static class ReportFormats
{
    public static readonly (string Name, string Description)[] All =
    [
        ("wirelog", "what happened, line by line, each violation under the line it concerns (the default)"),
        ("ndjson", "one JSON object an event, for programs; see 'wsreplay schema'"),
        ("summary", "totals, and the connections with the most violations"),
        ("hex", "the octets as tx: and rx: lines, which decode reads back"),
        ("autobahn-log", "the wire log as Autobahn prints it, without annotation"),
    ];

    public static readonly string[] Names = Array.ConvertAll(All, static format => format.Name);

    public static IReport Create(DecodeRequest request, CommandHost host, Func<ConnectionInfo, ReportAudit?> audit, Func<CaptureTotals?> captures) => request.Format switch
    {
        "ndjson" => new NdjsonReport(host.Output, new NdjsonOptions { Octets = request.Octets, Audit = audit, Captures = captures }),
        "summary" => new SummaryReport(host.Output, new SummaryOptions
        {
            Json = request.Json,
            AllConnections = request.AllConnections,
            Audit = audit,
            Captures = captures,
            Color = request.Color,
        }),
        "hex" => new HexReport(host.Output),
        "autobahn-log" => new AutobahnLogReport(host.Output),
        _ => new WireLogReport(host.Output, new WireLogOptions
        {
            Color = request.Color,
            Pretty = request.Pretty,
            Octets = !request.NoOctets,
            MaxLines = request.MaxLines,
            Footer = (connection, _, _) => audit(connection) is { } one ? [.. AuditText.Lines(one)] : [],
            Columns = host.OutputIsTerminal ? host.Columns() ?? 120 : 120,
        }),
    };
}

namespace Replay.Capture;

/// <summary>The formats that are read. Adding one is a folder and a line here.</summary>
public static class SourceFormats
{
    /// <summary>Every format, in the order in which equal confidence is decided.</summary>
    public static IReadOnlyList<ISourceFormat> All { get; } =
    [
        new Packets.PcapFormat(),
        new Packets.PcapngFormat(),
        new Ndjson.NdjsonFormat(),
        new Results.ReplayResultFormat(),
        new Results.TestResultFormat(),
        new Autobahn.AutobahnJsonFormat(),
        new Autobahn.AutobahnHtmlFormat(),
        new Autobahn.AutobahnTextFormat(),
        new HexDumps.HexFormat(),
        HexDumps.HexFormat.Words,
        HexDumps.HexFormat.Octal,
        new HexDumps.FollowYamlFormat(),
        new HexDumps.CurlTraceFormat(),
        new HexDumps.WebsocatFormat(),
        new HexDumps.WebsocketsLogFormat(),
        new HexDumps.SignalRTraceFormat(),
        new HexDumps.Base64Format(),
        new HexDumps.PacketText.PacketTextFormat(),
        new HexDumps.RawFormat(),
        new HexDumps.TsharkFieldsFormat(),
        new Har.HarFormat(),
        new Saz.SazFormat(),
    ];
}

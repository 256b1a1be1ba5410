using System.Globalization;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Capture.Autobahn;

/// <summary>Makes a report of a JSON document.</summary>
internal static class JsonReport
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "agent", "behavior", "behaviorClose", "case", "closedByMe", "createStats", "createWirelog", "description", "droppedByMe", "duration",
        "expectation", "expected", "expectedClose", "failedByMe", "httpRequest", "httpResponse", "id", "isServer", "localCloseCode",
        "localCloseReason", "received", "remoteCloseCode", "remoteCloseReason", "reportCompressionRatio", "reportTime", "result", "resultClose",
        "rxFrameStats", "rxOctetStats", "started", "trafficStats", "txFrameStats", "txOctetStats", "wasClean", "wasCloseHandshakeTimeout",
        "wasNotCleanReason", "wasOpenHandshakeTimeout", "wasServerConnectionDropTimeout", "wirelog",
    };

    /// <summary>True when an object has the members that make a case report.</summary>
    public static bool IsReport(JsonNode root) =>
        root.Kind == JsonNodeKind.Object && (root["wirelog"]?.Kind == JsonNodeKind.Array || (root["agent"] is not null && root["behavior"] is not null && root["case"] is not null));

    /// <summary>True when an object is the index of a reports directory: agent, case id, what became of it.</summary>
    public static bool IsIndex(JsonNode root) =>
        root.Kind == JsonNodeKind.Object
        && root.Members.Count > 0
        && root.Members.TrueForAll(agent => agent.Value.Kind == JsonNodeKind.Object && agent.Value.Members.TrueForAll(one => one.Value["behavior"] is not null || !one.Value.IsWhole));

    /// <summary>The report. Rows of the log that are not understood are counted in <paramref name="unknownRows"/>.</summary>
    public static AutobahnReport Read(JsonNode root, ReadOnlySpan<byte> document, out int unknownRows)
    {
        var log = new List<WireLogRecord>();
        unknownRows = 0;
        foreach (JsonNode row in root["wirelog"]?.Items ?? [])
        {
            if (!row.IsWhole)
            {
                break;
            }

            log.Add(WireLogJson.Row(row, document));
            unknownRows += log[^1] is WireLogUnknown ? 1 : 0;
        }

        var other = new List<KeyValuePair<string, string>>();
        foreach (KeyValuePair<string, JsonNode> member in root.Members)
        {
            if (!Known.Contains(member.Key) && member.Value.IsWhole)
            {
                other.Add(new KeyValuePair<string, string>(member.Key, WireLogJson.Source(member.Value, document)));
            }
        }

        return new AutobahnReport
        {
            Form = AutobahnForm.Json,
            Agent = root["agent"]?.AsString,
            CaseId = root["id"]?.AsString,
            CaseNumber = root["case"]?.AsLong,
            Description = root["description"]?.AsString,
            Expectation = root["expectation"]?.AsString,
            Result = root["result"]?.AsString,
            ResultClose = root["resultClose"]?.AsString,
            Behavior = root["behavior"]?.AsString,
            BehaviorClose = root["behaviorClose"]?.AsString,
            Started = root["started"]?.AsString,
            Duration = root["duration"]?.AsLong,
            ExpectedText = Source(root["expected"], document),
            Expected = Expectations(root["expected"]),
            ReceivedText = Source(root["received"], document),
            Received = Events(root["received"]),
            ExpectedClose = CloseExpectation(root["expectedClose"]),
            Closing = Closing(root),
            HttpRequest = root["httpRequest"]?.AsString,
            HttpResponse = root["httpResponse"]?.AsString,
            RxOctets = OctetTable(root["rxOctetStats"]),
            TxOctets = OctetTable(root["txOctetStats"]),
            RxFrames = FrameTable(root["rxFrameStats"]),
            TxFrames = FrameTable(root["txFrameStats"]),
            TrafficStats = Traffic(root["trafficStats"], document),
            ReportCompressionRatio = root["reportCompressionRatio"]?.AsBool,
            ReportTime = root["reportTime"]?.AsBool,
            CreateStats = root["createStats"]?.AsBool,
            CreateWirelog = root["createWirelog"]?.AsBool,
            OtherKeys = other,
            Keys = root.Members.ConvertAll(member => member.Key),
            IsTruncated = !root.IsWhole,
        }.WithWireLog(log);
    }

    private static string? Source(JsonNode? node, ReadOnlySpan<byte> document) =>
        node is { IsWhole: true } ? WireLogJson.Source(node, document) : null;

    private static ClosingBehavior Closing(JsonNode root) => new()
    {
        IsServer = root["isServer"]?.AsBool,
        ClosedByMe = root["closedByMe"]?.AsBool,
        FailedByMe = root["failedByMe"]?.AsBool,
        DroppedByMe = root["droppedByMe"]?.AsBool,
        WasClean = root["wasClean"]?.AsBool,
        WasNotCleanReason = root["wasNotCleanReason"]?.AsString,
        WasServerConnectionDropTimeout = root["wasServerConnectionDropTimeout"]?.AsBool,
        WasOpenHandshakeTimeout = root["wasOpenHandshakeTimeout"]?.AsBool,
        WasCloseHandshakeTimeout = root["wasCloseHandshakeTimeout"]?.AsBool,
        LocalCloseCode = Code(root["localCloseCode"]),
        LocalCloseReason = root["localCloseReason"]?.AsString,
        RemoteCloseCode = Code(root["remoteCloseCode"]),
        RemoteCloseReason = root["remoteCloseReason"]?.AsString,
    };

    private static int? Code(JsonNode? node) => node?.AsLong is { } code and >= 0 and <= ushort.MaxValue ? (int)code : null;

    private static List<AutobahnExpectation> Expectations(JsonNode? node) =>
        node?.Members.ConvertAll(member => new AutobahnExpectation(member.Key, Events(member.Value))) ?? [];

    private static List<AutobahnEvent> Events(JsonNode? node)
    {
        var events = new List<AutobahnEvent>();
        foreach (JsonNode item in node?.Items ?? [])
        {
            if (item.Items.Count > 0 && item.Items[0].AsString is { } kind)
            {
                events.Add(new AutobahnEvent(kind, item.Items.ElementAtOrDefault(1)?.AsString, item.Items.ElementAtOrDefault(2)?.AsBool));
            }
        }

        return events;
    }

    private static AutobahnCloseExpectation? CloseExpectation(JsonNode? node)
    {
        if (node is not { Kind: JsonNodeKind.Object })
        {
            return null;
        }

        var codes = new List<int>();
        foreach (JsonNode code in node["closeCode"]?.Items ?? [])
        {
            if (Code(code) is { } value)
            {
                codes.Add(value);
            }
        }

        return new AutobahnCloseExpectation(codes, node["closedByMe"]?.AsBool, node["requireClean"]?.AsBool, node["closedByWrongEndpointIsFatal"]?.AsBool);
    }

    private static CountDictionary<ulong>? OctetTable(JsonNode? node)
    {
        if (node is not { Kind: JsonNodeKind.Object })
        {
            return null;
        }

        var table = new CountDictionary<ulong>();
        foreach (KeyValuePair<string, JsonNode> row in node.Members)
        {
            if (ulong.TryParse(row.Key, NumberStyles.None, CultureInfo.InvariantCulture, out ulong size) && row.Value.AsLong is { } count)
            {
                table[size] = count;
            }
        }

        return table;
    }

    private static CountDictionary<int>? FrameTable(JsonNode? node)
    {
        if (OctetTable(node) is not { } rows)
        {
            return null;
        }

        var table = new CountDictionary<int>();
        foreach ((ulong opcode, long count) in rows)
        {
            if (opcode <= 15)
            {
                table[(int)opcode] = count;
            }
        }

        return table;
    }

    private static List<KeyValuePair<string, string>>? Traffic(JsonNode? node, ReadOnlySpan<byte> document)
    {
        if (node is not { Kind: JsonNodeKind.Object })
        {
            return null;
        }

        var stats = new List<KeyValuePair<string, string>>();
        foreach (KeyValuePair<string, JsonNode> member in node.Members)
        {
            stats.Add(new KeyValuePair<string, string>(member.Key, WireLogJson.Source(member.Value, document)));
        }

        return stats;
    }
}

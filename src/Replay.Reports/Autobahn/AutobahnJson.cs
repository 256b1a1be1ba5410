using Replay.Sessions.Autobahn;

namespace Replay.Reports.Autobahn;

/// <summary>
/// Writes a case report as Autobahn|Testsuite's JSON. A report that was read from such JSON gives the same octets again.
/// </summary>
public static class AutobahnJson
{
    /// <summary>The members of a report of 0.8 to 25.10, sorted.</summary>
    private static readonly string[] Members =
    [
        "agent", "behavior", "behaviorClose", "case", "closedByMe", "createStats", "createWirelog", "description", "droppedByMe", "duration",
        "expectation", "expected", "expectedClose", "failedByMe", "httpRequest", "httpResponse", "id", "isServer", "localCloseCode",
        "localCloseReason", "received", "remoteCloseCode", "remoteCloseReason", "reportCompressionRatio", "reportTime", "result", "resultClose",
        "rxFrameStats", "rxOctetStats", "started", "trafficStats", "txFrameStats", "txOctetStats", "wasClean", "wasCloseHandshakeTimeout",
        "wasNotCleanReason", "wasOpenHandshakeTimeout", "wasServerConnectionDropTimeout", "wirelog",
    ];

    /// <summary>Writes a report.</summary>
    public static void Write(AutobahnReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(CutPayload.Encode(Text(report)));
    }

    /// <summary>A report's JSON text.</summary>
    public static string Text(AutobahnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var json = new PythonJson();
        json.BeginObject();
        IEnumerable<string> names = report.Keys.Count > 0 ? report.Keys : Members.Concat(report.OtherKeys.Select(static other => other.Key)).Order(StringComparer.Ordinal);
        foreach (string name in names)
        {
            json.Name(name);
            Value(json, report, name);
        }

        json.EndObject();
        return json.ToString();
    }

    private static void Value(PythonJson json, AutobahnReport report, string name)
    {
        if (report.OtherKeys.FirstOrDefault(other => other.Key == name).Value is { } source)
        {
            json.Raw(source);
            return;
        }

        switch (name)
        {
            case "agent": json.Text(report.Agent); break;
            case "behavior": json.Text(report.Behavior); break;
            case "behaviorClose": json.Text(report.BehaviorClose); break;
            case "case": json.Number(report.CaseNumber); break;
            case "closedByMe": json.Boolean(report.Closing.ClosedByMe); break;
            case "createStats": json.Boolean(report.CreateStats); break;
            case "createWirelog": json.Boolean(report.CreateWirelog); break;
            case "description": json.Text(report.Description); break;
            case "droppedByMe": json.Boolean(report.Closing.DroppedByMe); break;
            case "duration": json.Number(report.Duration); break;
            case "expectation": json.Text(report.Expectation); break;
            case "expected": Expected(json, report); break;
            case "expectedClose": ExpectedClose(json, report.ExpectedClose); break;
            case "failedByMe": json.Boolean(report.Closing.FailedByMe); break;
            case "httpRequest": json.Text(report.HttpRequest); break;
            case "httpResponse": json.Text(report.HttpResponse); break;
            case "id": json.Text(report.CaseId); break;
            case "isServer": json.Boolean(report.Closing.IsServer); break;
            case "localCloseCode": json.Number(report.Closing.LocalCloseCode); break;
            case "localCloseReason": json.Text(report.Closing.LocalCloseReason); break;
            case "received": Received(json, report); break;
            case "remoteCloseCode": json.Number(report.Closing.RemoteCloseCode); break;
            case "remoteCloseReason": json.Text(report.Closing.RemoteCloseReason); break;
            case "reportCompressionRatio": json.Boolean(report.ReportCompressionRatio); break;
            case "reportTime": json.Boolean(report.ReportTime); break;
            case "result": json.Text(report.Result); break;
            case "resultClose": json.Text(report.ResultClose); break;
            case "rxFrameStats": Table(json, report.RxFrames?.Select(static row => ((ulong)row.Key, row.Value))); break;
            case "rxOctetStats": Table(json, report.RxOctets?.Select(static row => (row.Key, row.Value))); break;
            case "started": json.Text(report.Started); break;
            case "trafficStats": Traffic(json, report.TrafficStats); break;
            case "txFrameStats": Table(json, report.TxFrames?.Select(static row => ((ulong)row.Key, row.Value))); break;
            case "txOctetStats": Table(json, report.TxOctets?.Select(static row => (row.Key, row.Value))); break;
            case "wasClean": json.Boolean(report.Closing.WasClean); break;
            case "wasCloseHandshakeTimeout": json.Boolean(report.Closing.WasCloseHandshakeTimeout); break;
            case "wasNotCleanReason": json.Text(report.Closing.WasNotCleanReason); break;
            case "wasOpenHandshakeTimeout": json.Boolean(report.Closing.WasOpenHandshakeTimeout); break;
            case "wasServerConnectionDropTimeout": json.Boolean(report.Closing.WasServerConnectionDropTimeout); break;
            case "wirelog": WireLog(json, report); break;
            default: json.Raw("null"); break;
        }
    }

    private static void Expected(PythonJson json, AutobahnReport report)
    {
        if (report.Expected.Count == 0 && report.ExpectedText is null or "null")
        {
            json.Raw("null");
            return;
        }

        json.BeginObject();
        foreach (AutobahnExpectation one in report.Expected.OrderBy(static one => one.Behavior, StringComparer.Ordinal))
        {
            json.Name(one.Behavior);
            Events(json, one.Events);
        }

        json.EndObject();
    }

    private static void Received(PythonJson json, AutobahnReport report)
    {
        if (report.Received.Count == 0 && report.ReceivedText is null or "null")
        {
            json.Raw("null");
            return;
        }

        Events(json, report.Received);
    }

    private static void Events(PythonJson json, IReadOnlyList<AutobahnEvent> events)
    {
        json.BeginArray();
        foreach (AutobahnEvent one in events)
        {
            json.BeginArray();
            json.Text(one.Kind);
            json.Text(one.Payload);
            if (one.Kind == "message" || one.IsBinary is not null)
            {
                json.Boolean(one.IsBinary);
            }

            json.EndArray();
        }

        json.EndArray();
    }

    private static void ExpectedClose(PythonJson json, AutobahnCloseExpectation? close)
    {
        if (close is null)
        {
            json.Raw("null");
            return;
        }

        json.BeginObject();
        json.Name("closeCode");
        json.BeginArray();
        foreach (int code in close.CloseCodes)
        {
            json.Number((long)code);
        }

        json.EndArray();
        json.Name("closedByMe");
        json.Boolean(close.ClosedByMe);
        if (close.ClosedByWrongEndpointIsFatal is { } isFatal)
        {
            json.Name("closedByWrongEndpointIsFatal");
            json.Boolean(isFatal);
        }

        json.Name("requireClean");
        json.Boolean(close.RequireClean);
        json.EndObject();
    }

    /// <summary>Keys were numbers when they were sorted.</summary>
    private static void Table(PythonJson json, IEnumerable<(ulong Key, long Count)>? rows)
    {
        if (rows is null)
        {
            json.Raw("null");
            return;
        }

        json.BeginObject();
        foreach ((ulong key, long count) in rows.OrderBy(static row => row.Key))
        {
            json.Name(key.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.Number(count);
        }

        json.EndObject();
    }

    private static void Traffic(PythonJson json, IReadOnlyList<KeyValuePair<string, string>>? stats)
    {
        if (stats is null)
        {
            json.Raw("null");
            return;
        }

        json.BeginObject();
        foreach ((string key, string value) in stats)
        {
            json.Name(key);
            json.Raw(value);
        }

        json.EndObject();
    }

    private static void WireLog(PythonJson json, AutobahnReport report)
    {
        json.BeginArray();
        foreach (WireLogRecord row in report.WireLog)
        {
            Row(json, row, report.Form == AutobahnForm.Json);
        }

        json.EndArray();
    }

    private static void Row(PythonJson json, WireLogRecord row, bool isJson)
    {
        switch (row)
        {
            case WireLogUnknown unknown when isJson:
                json.Raw(unknown.Text);
                return;
            case WireLogUnknown unknown:
                // A page's line that is not understood.
                json.BeginArray();
                json.Text(unknown.Text);
                json.EndArray();
                return;
            case WireLogTcpDrop:
                // Pages print it; JSON has it in droppedByMe.
                return;
        }

        json.BeginArray();
        switch (row)
        {
            case WireLogTxOctets octets:
                json.Text("TO");
                Pair(json, octets.Length ?? (octets.HasEllipsis ? null : (ulong)octets.Digits.Length / 2), octets.Hex);
                json.Boolean(octets.Sync);
                break;
            case WireLogRxOctets octets:
                json.Text("RO");
                Pair(json, octets.Length ?? (octets.HasEllipsis ? null : (ulong)octets.Digits.Length / 2), octets.Hex);
                break;
            case WireLogTxFrame frame:
                json.Text("TF");
                Frame(json, frame);
                json.Text(frame.Mask);
                json.Number(frame.RepeatLength);
                json.Number(frame.ChopSize);
                json.Boolean(frame.Sync);
                break;
            case WireLogRxFrame frame:
                json.Text("RF");
                Frame(json, frame);
                json.Boolean(frame.Masked);
                json.Text(frame.Mask);
                break;
            case WireLogSwitch change:
                json.Text("WLM");
                json.Boolean(change.On);
                break;
            case WireLogTimer timer:
                Timer(json, timer, isJson);
                break;
        }

        foreach (string other in row.OtherValues)
        {
            json.Raw(other);
        }

        json.EndArray();
    }

    private static void Timer(PythonJson json, WireLogTimer timer, bool isJson)
    {
        json.Text(timer.Kind switch
        {
            WireLogTimerKind.FailAfter => "KL",
            WireLogTimerKind.Failing => "KLE",
            WireLogTimerKind.CloseAfter => "TI",
            WireLogTimerKind.Closing => "TIE",
            WireLogTimerKind.Delay => "CT",
            _ => "CTE",
        });
        if (timer.Kind is WireLogTimerKind.FailAfter or WireLogTimerKind.CloseAfter or WireLogTimerKind.Delay)
        {
            Seconds(json, timer.Seconds, isJson);
        }

        if (timer.Kind is WireLogTimerKind.Delay or WireLogTimerKind.DelayEnd)
        {
            json.Text(timer.Tag);
        }
    }

    /// <summary>As written, where that is a number in JSON, too: what a page says may be anything.</summary>
    private static void Seconds(PythonJson json, string? seconds, bool isJson)
    {
        bool isNumber = (seconds is ['0', '.', ..] or [>= '1' and <= '9', ..] or "0")
            && !seconds.AsSpan().ContainsAnyExceptInRange('.', '9') && !seconds.Contains('/', StringComparison.Ordinal)
            && seconds[^1] != '.' && seconds.AsSpan().Count('.') <= 1;
        if (seconds is null || isJson || isNumber)
        {
            json.Raw(seconds ?? "null");
        }
        else
        {
            json.Text(seconds);
        }
    }

    private static void Frame(PythonJson json, WireLogFrame frame)
    {
        Pair(json, frame.Length, frame.Payload);
        json.Number((long)frame.Opcode);
        json.Boolean(frame.Fin);
        json.Number((long)frame.Rsv);
    }

    private static void Pair(PythonJson json, ulong? length, string data)
    {
        json.BeginArray();
        json.Number(length);
        json.Text(data);
        json.EndArray();
    }
}

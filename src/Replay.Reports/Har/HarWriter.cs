using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Export;
using Replay.Reports.Ndjson;
using Replay.Sessions;

namespace Replay.Reports.Har;

/// <summary>
/// Writes an HTTP Archive 1.2: an entry a connection, in the order in which they end, with its messages in
/// <c>_webSocketMessages</c> as browsers write them.
/// </summary>
public sealed class HarWriter : SessionWriter
{
    private const string OnlyMessages = "a HAR keeps messages: octets, masking keys, fragments, control frames, close codes and violations are left out";

    private readonly Stream _output;
    private readonly Spool _spool;
    private readonly Utf8Output _text;
    private readonly Dictionary<long, Entry> _open = [];
    private bool _any;

    /// <summary>Writes the start of the file.</summary>
    /// <param name="name">The file to write.</param>
    /// <param name="files">Where files come from.</param>
    /// <param name="version">The version of the program that writes.</param>
    public HarWriter(string name, IOutputFiles files, string version)
    {
        _output = files.Create(name);
        _spool = new Spool(files);
        _text = new Utf8Output(_spool);
        _spool.Select(0);
        var json = new JsonWriter(_text);
        json.BeginObject();
        json.Name("log"u8);
        json.BeginObject();
        json.Member("version"u8, "1.2");
        json.Name("creator"u8);
        json.BeginObject();
        json.Member("name"u8, "wsreplay");
        json.Member("version"u8, version);
        json.EndObject();
        json.Name("pages"u8);
        json.BeginArray();
        json.EndArray();
        json.Name("entries"u8);
        json.BeginArray();
        _text.Flush();
        _spool.Release(0, _output);
    }

    /// <inheritdoc/>
    public override void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        _open[connection.Connection] = new Entry(new JsonWriter(_text));
        Lose(OnlyMessages);
        if (handshake.State == HandshakeState.Missing)
        {
            Lose("a conversation has no opening handshake: its entry has a request without fields");
        }
    }

    /// <inheritdoc/>
    public override void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
        if (_open.TryGetValue(connection.Connection, out Entry? entry))
        {
            entry.Request = request.Head;
            entry.Started = request.Time;
        }
    }

    /// <inheritdoc/>
    public override void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
        if (_open.TryGetValue(connection.Connection, out Entry? entry))
        {
            entry.Response = response.Head;
        }
    }

    /// <inheritdoc/>
    public override void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        MessageEnd end = message.End;
        if (!message.IsWhole)
        {
            Lose("messages that the record, or --max-payload, does not hold whole are left out");
            return;
        }

        if (!_open.TryGetValue(connection.Connection, out Entry? entry))
        {
            return;
        }

        Begin(connection, entry);
        JsonWriter json = entry.Json;
        bool isSent = (end.Direction == Direction.Tx) == (connection.Perspective == Perspective.Client);
        json.BeginObject();
        json.Word("type"u8, isSent ? "send"u8 : "receive"u8);
        if (end.Time.HasValue)
        {
            json.Name("time"u8);
            json.Seconds(end.Time);
        }

        json.Member("opcode"u8, end.Type == MessageType.Text ? 1L : 2L);
        json.Name("data"u8);
        if (end.Type == MessageType.Text)
        {
            json.Text(message.Data);
            if (!System.Text.Unicode.Utf8.IsValid(message.Data))
            {
                Lose("octets of a text message that are not UTF-8 become U+FFFD");
            }
        }
        else
        {
            json.Text(Convert.ToBase64String(message.Data));
        }

        json.EndObject();
        _text.Flush();
    }

    /// <inheritdoc/>
    public override void OnRemark(ConnectionInfo connection, Timestamp time, string text) => Lose(SessionLoss.Remarks);

    /// <inheritdoc/>
    public override void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (!_open.Remove(connection.Connection, out Entry? entry))
        {
            return;
        }

        Begin(connection, entry);
        JsonWriter json = entry.Json;
        double time = statistics.Duration * 1000 ?? 0;
        json.EndArray();
        json.Name("time"u8);
        json.Number(time);
        json.Name("timings"u8);
        json.BeginObject();
        json.Member("send"u8, 0L);
        json.Member("wait"u8, 0L);
        json.Name("receive"u8);
        json.Number(time);
        json.EndObject();
        json.EndObject();
        _text.Flush();
        _output.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        _spool.Release(connection.Connection, _output);
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        _output.Write("\n]}}\n"u8);
        _output.Flush();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _spool.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What stands in front of an entry's messages: known when the first of them is.</summary>
    private void Begin(ConnectionInfo connection, Entry entry)
    {
        _spool.Select(connection.Connection);
        if (entry.HasBegun)
        {
            return;
        }

        entry.HasBegun = true;
        JsonWriter json = entry.Json;
        json.BeginObject();
        Timestamp started = entry.Started.HasValue ? entry.Started : connection.Started;

        // HAR 1.2 demands a time: the epoch stands for none.
        json.Member("startedDateTime"u8, started.HasValue ? started : new Timestamp(0));
        HarHeads.WriteRequest(json, entry.Request, connection.Server);
        HarHeads.WriteResponse(json, entry.Response);
        json.Name("cache"u8);
        json.BeginObject();
        json.EndObject();
        if (connection.Server is { } server && System.Net.IPEndPoint.TryParse(server, out System.Net.IPEndPoint? endpoint))
        {
            json.Member("serverIPAddress"u8, endpoint.Address.ToString());
        }

        json.Member("connection"u8, connection.Connection.ToString(CultureInfo.InvariantCulture));
        json.Member("_resourceType"u8, "websocket");
        json.Name("_webSocketMessages"u8);
        json.BeginArray();
    }

    private sealed class Entry(JsonWriter json)
    {
        public JsonWriter Json { get; } = json;

        public HttpHead? Request { get; set; }

        public HttpHead? Response { get; set; }

        public Timestamp Started { get; set; } = Timestamp.None;

        public bool HasBegun { get; set; }
    }
}

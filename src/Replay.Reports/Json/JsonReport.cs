using Replay.Protocol;
using Replay.Reports.Export;
using Replay.Reports.Ndjson;
using Replay.Reports.Replaying;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Reports.Json;

/// <summary>
/// One JSON document: <c>run</c>, <c>sessions</c> (an object a connection, in the order in which they end, with its events as
/// the contract has them), <c>results</c> where there are some (as <c>replay --json</c> writes them) and <c>summary</c>. It streams: connections in progress wait in a spool.
/// </summary>
/// <param name="output">Where it goes.</param>
public sealed class JsonReport(ReportOutput output) : IReport, IDisposable
{
    private readonly Spool _spool = new(output.Files);
    private readonly HashSet<long> _open = [];
    private Stream? _file;
    private EventStream? _events;
    private NdjsonReport? _ndjson;
    private string _tool = "";
    private bool _any;

    private NdjsonReport Ndjson => _ndjson ?? throw new InvalidOperationException("Begin comes first");

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _tool = run.Tool;
        _file = output.Files.Create(output.Name);
        _events = new EventStream(_spool);
        _ndjson = new NdjsonReport(_events, new NdjsonOptions { Audit = output.Audit, Captures = output.Captures });
        _file.Write("{\"run\":"u8);
        _events.Target = _file;
        _ndjson.Begin(run);
        _ndjson.Flush();
        _file.Write(",\n\"sessions\":["u8);
        _events.Target = _spool;
    }

    /// <inheritdoc/>
    public void Complete(long? connections = null)
    {
        _file!.Write("\n],\n"u8);
        if (output.Results() is { Count: > 0 } results)
        {
            WriteResults(results, _file);
        }

        _file.Write("\"summary\":"u8);
        _events!.Target = _file;
        Ndjson.Complete(connections);
        _file.Write("}\n"u8);
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _spool.Select(connection.Connection);
        _open.Add(connection.Connection);
        _spool.Write("{\"connection\":"u8);
        _spool.Write(System.Text.Encoding.ASCII.GetBytes(connection.Connection.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        _spool.Write(",\"events\":[\n"u8);
        Ndjson.OnConnection(connection, handshake);
        Ndjson.Flush();
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        // The frames hold them.
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
        if (Next(connection))
        {
            Ndjson.OnHandshakeRequest(connection, in request);
            Ndjson.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
        if (Next(connection))
        {
            Ndjson.OnHandshakeResponse(connection, in response);
            Ndjson.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        if (Next(connection))
        {
            Ndjson.OnFrame(connection, in frame);
            Ndjson.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        if (Next(connection))
        {
            Ndjson.OnMessage(connection, in message);
            Ndjson.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        if (Next(connection))
        {
            Ndjson.OnViolation(connection, in violation);
            Ndjson.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        if (Next(connection))
        {
            Ndjson.OnGap(connection, in gap);
            Ndjson.Flush();
        }
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        // The contract has no event for what is neither octets nor frames.
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (!Next(connection))
        {
            return;
        }

        Ndjson.OnEnd(connection, in end, statistics);
        Ndjson.Flush();
        _spool.Write("\n]}"u8);
        _file!.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        _open.Remove(connection.Connection);
        _spool.Release(connection.Connection, _file);
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => Ndjson.OnProblem(problem);

    /// <inheritdoc/>
    public void Dispose()
    {
        _spool.Dispose();
        _events?.Dispose();
        _file?.Dispose();
    }

    private void WriteResults(IReadOnlyList<CaseResult> results, Stream file)
    {
        var target = new Utf8Output(file);
        target.Write("\"results\":"u8);
        ReplayJson.Write([.. results.Select(static one => ReplayRow.Of(one))], isArray: true, _tool, target);
        target.Flush();
        file.Write(",\n"u8);
    }

    /// <summary>Another event of a connection follows.</summary>
    private bool Next(ConnectionInfo connection)
    {
        if (!_open.Contains(connection.Connection))
        {
            return false;
        }

        _spool.Select(connection.Connection);
        _spool.Write(",\n"u8);
        return true;
    }
}

using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Ndjson;

/// <summary>
/// One JSON object a line, the contract "wsreplay/1" for other programs: <c>run</c> first, <c>summary</c> last, in
/// between what happened in the order in which it happened.
/// </summary>
public sealed class NdjsonReport : IReport, IDisposable
{
    private readonly Stream _stream;
    private readonly Utf8Output _output;
    private readonly JsonWriter _json;
    private readonly NdjsonOptions _options;
    private RunTotals _totals = new(countEvents: false);

    /// <summary>Makes a report.</summary>
    /// <param name="stream">Where it goes; not closed.</param>
    /// <param name="options">Settings.</param>
    public NdjsonReport(Stream stream, NdjsonOptions options)
    {
        _stream = stream;
        _output = new Utf8Output(stream);
        _json = new JsonWriter(_output);
        _options = options;
    }

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _totals = new RunTotals(run.IsFiltered);
        Open("run"u8);
        _json.Word("schema"u8, "wsreplay/1"u8);
        _json.Member("tool"u8, run.Tool);
        _json.Name("inputs"u8);
        _json.BeginArray();
        foreach (string input in run.Inputs)
        {
            _json.Text(input);
        }

        _json.EndArray();
        Close();
    }

    /// <inheritdoc/>
    public void Complete(long? connections = null)
    {
        _totals.Complete(connections);
        SummaryJson.Write(_json, _totals, _options.Captures?.Invoke());
        _output.Flush();
    }

    /// <inheritdoc/>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_options.ClosesStream)
        {
            _stream.Dispose();
        }
    }

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        _totals.Add(handshake);
        Open("connection"u8, connection);
        _json.Member("source"u8, connection.Source);
        _json.Member("client"u8, connection.Client);
        _json.Member("server"u8, connection.Server);
        _json.Word("perspective"u8, connection.Perspective == Perspective.Client ? "client"u8 : "server"u8);
        _json.Member("started"u8, connection.Started);
        _json.Member("case"u8, connection.Report?.CaseId);
        _json.Member("agent"u8, connection.Report?.Agent);
        _json.Word("handshake"u8, handshake.State switch
        {
            HandshakeState.Complete => "complete"u8,
            HandshakeState.Failed => "failed"u8,
            _ => "missing"u8,
        });
        _json.Member("extensions"u8, handshake.Extensions);
        _json.Member("subprotocol"u8, handshake.Subprotocol);
        Close();
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        if (!_options.Octets)
        {
            return;
        }

        Open("octets"u8, connection, octets.Direction, octets.Time);
        _json.Member("offset"u8, octets.Offset);
        _json.Member("length"u8, octets.Length);
        _json.Hex("hex"u8, octets.Octets);
        _json.Word("state"u8, octets.State switch
        {
            OctetState.Complete => "complete"u8,
            OctetState.Rebuilt => "rebuilt"u8,
            _ => "elided"u8,
        });
        Close();
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
        // RFC 9112 §3: request-line = method SP request-target SP HTTP-version
        string line = request.Head.StartLine;
        int first = line.IndexOf(' ', StringComparison.Ordinal);
        int last = line.LastIndexOf(' ');
        Open("handshake-request"u8, connection, request.Direction, request.Time);
        _json.Member("method"u8, first < 0 ? line : line[..first]);
        _json.Member("target"u8, first < 0 ? null : last > first ? line[(first + 1)..last] : line[(first + 1)..]);
        _json.Member("version"u8, last > first && first >= 0 ? line[(last + 1)..] : null);
        _json.Fields("headers"u8, request.Head);
        Close();
    }

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
        // RFC 9112 §4: status-line = HTTP-version SP status-code SP [ reason-phrase ]
        string[] parts = response.Head.StartLine.Split(' ', 3);
        Open("handshake-response"u8, connection, response.Direction, response.Time);
        _json.Member("status"u8, parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? (long)status : null);

        _json.Member("reason"u8, parts.Length > 2 ? parts[2] : null);
        _json.Fields("headers"u8, response.Head);
        if (response.AcceptValid is { } valid)
        {
            _json.Member("acceptValid"u8, valid);
        }
        else
        {
            NullMember("acceptValid"u8);
        }

        Close();
    }

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        _totals.Add(frame);
        FrameStart start = frame.Start;
        FrameHeader header = start.Header;
        Open("frame"u8, connection);
        _json.Member("frame"u8, start.Frame);
        Direct(start.Direction);
        _json.Member("time"u8, frame.Time);
        _json.Member("offset"u8, start.Offset);
        _json.Member("headerLength"u8, (ulong)header.HeaderLength);
        _json.Member("fin"u8, header.Fin);
        _json.Member("rsv"u8, (ulong)header.Rsv);
        _json.Member("opcode"u8, (ulong)header.Opcode);
        _json.Member("masked"u8, header.Masked);
        if (header.Masked)
        {
            Span<byte> key = stackalloc byte[4];
            header.MaskingKey.Write(key);
            _json.Hex("maskingKey"u8, key);
        }
        else
        {
            NullMember("maskingKey"u8);
        }

        _json.Member("payloadLength"u8, header.PayloadLength);
        _json.Hex("payload"u8, frame.Payload);
        _json.Word("payloadState"u8, Word(frame.State));
        if (header.Opcode == Opcode.Close)
        {
            _json.Member("closeCode"u8, frame.CloseCode?.Value);
            _json.Name("closeReason"u8);
            if (frame.CloseCode is null)
            {
                _json.Null();
            }
            else
            {
                _json.Text(frame.CloseReason);
            }
        }

        Close();
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        _totals.Add(message);
        MessageEnd end = message.End;
        Open("message"u8, connection, end.Direction, end.Time);
        _json.Word("type"u8, end.Type == MessageType.Text ? "text"u8 : "binary"u8);
        _json.Name("frames"u8);
        _json.BeginArray();
        _json.Number(end.FirstFrame);
        _json.Number(end.LastFrame);
        _json.EndArray();
        _json.Member("compressed"u8, end.Compressed);
        _json.Member("length"u8, end.Length);
        if (end.Type == MessageType.Text && end.Valid)
        {
            _json.Name("text"u8);
            _json.Text(message.IsWhole ? message.Data : WholeCharacters(message.Data));
        }
        else
        {
            _json.Hex("hex"u8, message.Data);
        }

        _json.Member("valid"u8, end.Valid);
        _json.Word("state"u8, Word(!message.IsWhole && end.State < PayloadState.Cut ? PayloadState.Cut : end.State));
        Close();
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        _totals.Add(violation);
        RuleDescription rule = violation.Description;
        Open("violation"u8, connection);
        _json.Member("rule"u8, rule.Id);
        _json.Member("clause"u8, rule.Clause);
        _json.Word("severity"u8, rule.Severity switch
        {
            Severity.Error => "error"u8,
            Severity.Warning => "warning"u8,
            _ => "note"u8,
        });
        _json.Word("by"u8, Word(violation.By));
        _json.Member("frame"u8, violation.Frame);
        Direct(violation.Direction);
        _json.Member("offset"u8, violation.Offset);
        _json.Member("expected"u8, violation.Expected);
        _json.Member("observed"u8, violation.Observed);
        Close();
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        Open("gap"u8, connection, gap.Direction, gap.Time);
        _json.Member("offset"u8, gap.Offset);
        if (gap.Length is { } length)
        {
            _json.Member("length"u8, length);
        }
        else
        {
            NullMember("length"u8);
        }

        Close();
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        // The contract has no event for what is neither octets nor frames.
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        _totals.Add(statistics);
        Open("end"u8, connection);
        _json.Member("time"u8, end.Time);
        _json.Word("how"u8, end.How switch
        {
            EndKind.Fin => "fin"u8,
            EndKind.Reset => "reset"u8,
            EndKind.DroppedByClient => "dropped-by-client"u8,
            EndKind.DroppedByServer => "dropped-by-server"u8,
            _ => "capture-end"u8,
        });
        WriteTcp(end);
        if (end.ClosedBy is { } closedBy)
        {
            _json.Word("closedBy"u8, Word(closedBy));
        }
        else
        {
            NullMember("closedBy"u8);
        }

        _json.Member("clean"u8, end.Clean);
        _json.Name("closeCode"u8);
        _json.BeginObject();
        _json.Member("client"u8, end.ClientCloseCode?.Value);
        _json.Member("server"u8, end.ServerCloseCode?.Value);
        _json.EndObject();
        StatisticsJson.Write(_json, connection, statistics);
        if (_options.Audit?.Invoke(connection) is { } audit)
        {
            AuditJson.Write(_json, audit);
        }

        Close();
    }

    private void WriteTcp(in EndView end)
    {
        if (end.DroppedBy is { } party)
        {
            _json.Word("droppedBy"u8, Word(party));
        }
        else if (end.Tcp.IsSimultaneous)
        {
            _json.Word("droppedBy"u8, "both"u8);
        }
        else
        {
            NullMember("droppedBy"u8);
        }

        if (end.Tcp.HalfClosedOctets > 0)
        {
            _json.Member("halfClosedOctets"u8, end.Tcp.HalfClosedOctets);
        }

        if (end.Tcp.IsGivenUp)
        {
            _json.Member("givenUp"u8, true);
        }
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => _totals.Add(problem);

    private static ReadOnlySpan<byte> Word(PayloadState state) => state switch
    {
        PayloadState.Complete => "complete"u8,
        PayloadState.Rebuilt => "rebuilt"u8,
        PayloadState.Cut => "cut"u8,
        PayloadState.Elided => "elided"u8,
        _ => "gap"u8,
    };

    private static ReadOnlySpan<byte> Word(Party party) => party switch
    {
        Party.Client => "client"u8,
        Party.Server => "server"u8,
        _ => "capture"u8,
    };

    /// <summary>Valid text cut by a limit may end inside a character.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> text)
    {
        int back = 0;
        while (back < 3 && back < text.Length && (text[text.Length - 1 - back] & 0xC0) == 0x80)
        {
            back++;
        }

        if (back == text.Length)
        {
            return text;
        }

        byte lead = text[text.Length - 1 - back];
        int needed = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        return needed > back ? text[..(text.Length - 1 - back)] : text;
    }

    private void Open(ReadOnlySpan<byte> name)
    {
        _json.BeginObject();
        _json.Word("event"u8, name);
    }

    private void Open(ReadOnlySpan<byte> name, ConnectionInfo connection)
    {
        Open(name);
        _json.Member("connection"u8, connection.Connection);
    }

    private void Open(ReadOnlySpan<byte> name, ConnectionInfo connection, Direction direction, Timestamp time)
    {
        Open(name, connection);
        Direct(direction);
        _json.Member("time"u8, time);
    }

    private void Direct(Direction direction) => _json.Word("direction"u8, direction == Direction.Tx ? "tx"u8 : "rx"u8);

    private void NullMember(ReadOnlySpan<byte> name)
    {
        _json.Name(name);
        _json.Null();
    }

    private void Close()
    {
        _json.EndObject();
        _json.EndLine();
    }
}

using System.Globalization;
using System.Text.Json;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Ndjson;

/// <summary>Reads the lines, whichever connection they are about.</summary>
internal sealed class NdjsonReader(string source, SourceContext context)
{
    private static readonly string[] Limits =
    [
        "sizes of reads and writes, remarks and Autobahn's case are not read back",
        "without --octets heads are rebuilt from their lines, and octets behind a gap inside a payload are missing",
    ];

    private readonly Dictionary<ulong, RecordedConnection> _connections = [];

    /// <summary>Reports something in the input.</summary>
    public void Problem(long line, string message, bool isFatal = true) =>
        context.Sink.Report(new CaptureProblem(source, line, null, message, isFatal));

    /// <summary>Takes a line.</summary>
    public void Line(long number, ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !text[(int)reader.BytesConsumed..].Trim(" \t"u8).IsEmpty)
            {
                Problem(number, "not one JSON object");
                return;
            }

            Take(number, new EventLine(document.RootElement));
        }
        catch (JsonException)
        {
            Problem(number, "not JSON, or cut off");
        }
        catch (FormatException exception)
        {
            Problem(number, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // Text that is no Unicode: half of a surrogate pair, or octets that are no UTF-8.
            Problem(number, "a text that is not valid Unicode");
        }
    }

    /// <summary>The input is read; connections without an end are left open.</summary>
    public void End()
    {
        foreach (RecordedConnection connection in _connections.Values)
        {
            connection.Flush();
        }

        _connections.Clear();
    }

    private void Take(long number, in EventLine line)
    {
        switch (line.Text("event"u8) ?? throw EventLine.Bad("event"u8))
        {
            case "run":
                // Another run's connections have the same numbers.
                End();
                break;
            case "connection":
                Open(number, in line);
                break;
            case "octets":
                bool isElided = line.Text("state"u8) == "elided";
                Of(number, in line).Octets(
                    line.Direction(),
                    line.Time("time"u8),
                    line.Number("offset"u8),
                    isElided ? default : line.Hex("hex"u8) ?? throw EventLine.Bad("hex"u8),
                    isElided ? line.Need("length"u8) : null,
                    line.Text("state"u8) == "rebuilt" ? OctetState.Rebuilt : OctetState.Complete);
                break;
            case "handshake-request":
                Of(number, in line).Head(line.Direction(), line.Time("time"u8), RequestLine(in line), line.Headers());
                break;
            case "handshake-response":
                Of(number, in line).Head(line.Direction(), line.Time("time"u8), StatusLine(in line), line.Headers());
                break;
            case "frame":
                var frame = RecordedFrame.Read(in line);
                Of(number, in line).Frame(frame);
                break;
            case "gap":
                Of(number, in line).Gap(line.Direction(), new RecordedGap(line.Time("time"u8), line.Need("offset"u8), line.Number("length"u8)));
                break;
            case "end":
                Of(number, in line).End(line.Time("time"u8), How(in line), Tcp(in line));
                _connections.Remove(line.Need("connection"u8));
                break;
        }
    }

    private void Open(long at, in EventLine line)
    {
        ulong number = line.Need("connection"u8);
        if (_connections.Remove(number, out RecordedConnection? before))
        {
            before.Flush();
        }

        if (_connections.Count >= context.Options.MaxConnections)
        {
            GiveUp(at);
        }

        Perspective recorded = line.Text("perspective"u8) == "server" ? Perspective.Server : Perspective.Client;
        Perspective shown = context.Options.Perspective ?? recorded;
        _connections[number] = new RecordedConnection(
            new ConnectionInfo
            {
                Connection = context.NextConnection(),
                Source = line.Text("source"u8) ?? source,
                Client = line.Text("client"u8),
                Server = line.Text("server"u8),
                Perspective = shown,
                Started = line.Time("started"u8),
                Limits = Limits,
            },
            shown != recorded,
            context.Sink,
            context.Options)
        {
            HasNoHandshake = line.Text("handshake"u8) is null or "missing",
        };
    }

    // Connections that no line ends must not be held however many there are.
    private void GiveUp(long line)
    {
        Problem(line, string.Create(CultureInfo.InvariantCulture, $"more than {context.Options.MaxConnections} connections are open at once; those so far are no longer followed"), isFatal: false);
        foreach (RecordedConnection connection in _connections.Values)
        {
            connection.End(Timestamp.None, EndKind.CaptureEnd, new TcpEnding { IsGivenUp = true });
        }

        _connections.Clear();
    }

    private RecordedConnection Of(long number, in EventLine line)
    {
        ulong connection = line.Need("connection"u8);
        if (!_connections.TryGetValue(connection, out RecordedConnection? open))
        {
            Problem(number, string.Create(CultureInfo.InvariantCulture, $"connection {connection} has no line of its own"), isFatal: false);
            Open(number, in line);
            open = _connections[connection];
        }

        return open;
    }

    // RFC 9112 §3: request-line = method SP request-target SP HTTP-version
    private static string RequestLine(in EventLine line) =>
        string.Join(' ', ((string?[])[line.Text("method"u8), line.Text("target"u8), line.Text("version"u8)]).Where(part => part is not null));

    // RFC 9112 §4: status-line = HTTP-version SP status-code SP [ reason-phrase ]
    private static string StatusLine(in EventLine line) =>
        string.Join(' ', ((string?[])["HTTP/1.1", line.Number("status"u8)?.ToString(CultureInfo.InvariantCulture), line.Text("reason"u8)]).Where(part => part is not null));

    private static TcpEnding Tcp(in EventLine line)
    {
        string? droppedBy = line.Text("droppedBy"u8);
        Party? party = droppedBy switch
        {
            "client" => Party.Client,
            "server" => Party.Server,
            _ => null,
        };
        EndKind how = How(in line);
        return new TcpEnding
        {
            FirstFin = how is EndKind.Fin or EndKind.CaptureEnd ? party : null,
            IsSimultaneous = droppedBy == "both",
            ResetBy = how == EndKind.Reset ? party : null,
            HalfClosedOctets = line.Number("halfClosedOctets"u8) ?? 0,
            IsGivenUp = line.Flag("givenUp"u8) == true,
        };
    }

    private static EndKind How(in EventLine line) => line.Text("how"u8) switch
    {
        "fin" => EndKind.Fin,
        "reset" => EndKind.Reset,
        "dropped-by-client" => EndKind.DroppedByClient,
        "dropped-by-server" => EndKind.DroppedByServer,
        _ => EndKind.CaptureEnd,
    };
}

using System.Text;
using Replay.Protocol;
using Replay.Reports;
using Replay.Sessions;

namespace Replay.Tests.Reports;

/// <summary>Tells a report of a conversation, event by event, the way a decoder would.</summary>
internal sealed class Conversation(ISessionSink sink, ConnectionInfo? info = null)
{
    private readonly ulong[] _offsets = new ulong[2];
    private readonly WireStatistics _statistics = new();
    private long _frames;

    public ConnectionInfo Info { get; } = info ?? new ConnectionInfo { Connection = 1, Source = "log.txt" };

    public Timestamp Time { get; set; } = Timestamp.None;

    public static string Run(Func<Stream, IReport> make, Action<IReport> tell, RunInfo? run = null, long? connections = null)
    {
        using var stream = new MemoryStream();
        IReport report = make(stream);
        report.Begin(run ?? new RunInfo("0.0.0", ["log.txt"]));
        tell(report);
        report.Complete(connections);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static HttpHead Head(string startLine, params HttpField[] fields) =>
        HttpHead.Parse(Encoding.Latin1.GetBytes(
            startLine + "\r\n" + string.Concat(fields.Select(field => $"{field.Name}: {field.Value}\r\n")) + "\r\n"));

    public Conversation Connect(HandshakeState state = HandshakeState.Missing, string? extensions = null, string? subprotocol = null, DeflateParameters? deflate = null)
    {
        sink.OnConnection(Info, new HandshakeOutcome(state, extensions, subprotocol, deflate));
        return this;
    }

    public Conversation Handshake()
    {
        Connect(HandshakeState.Complete);
        Octets(Direction.Tx, "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n"u8);
        sink.OnHandshakeRequest(Info, new HandshakeRequestView
        {
            Direction = Direction.Tx,
            Time = Time,
            Head = Head("GET /chat HTTP/1.1", new HttpField("Host", "example.com")),
        });
        Octets(Direction.Rx, "HTTP/1.1 101 Switching Protocols\r\n\r\n"u8);
        sink.OnHandshakeResponse(Info, new HandshakeResponseView
        {
            Direction = Direction.Rx,
            Time = Time,
            Head = Head("HTTP/1.1 101 Switching Protocols"),
            AcceptValid = true,
        });
        return this;
    }

    public Conversation Octets(Direction direction, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete, ulong? length = null)
    {
        sink.OnOctets(Info, new OctetsView
        {
            Direction = direction,
            Time = Time,
            Offset = _offsets[(int)direction],
            Length = length ?? (ulong)octets.Length,
            Octets = octets,
            State = state,
            Chop = (ulong)octets.Length,
        });
        _offsets[(int)direction] += length ?? (ulong)octets.Length;
        DirectionStatistics counts = _statistics[direction];
        counts.Octets += (ulong)octets.Length;
        counts.Chops[(ulong)octets.Length] = counts.Chops.GetValueOrDefault((ulong)octets.Length) + 1;
        return this;
    }

    public Conversation Frame(
        Direction direction,
        Opcode opcode,
        ReadOnlySpan<byte> payload,
        bool fin = true,
        byte rsv = 0,
        PayloadState state = PayloadState.Complete,
        ulong? length = null,
        bool octets = true)
    {
        MaskingKey? key = direction == Direction.Tx ? new MaskingKey(0x01020304) : null;
        FrameHeader header = FrameHeader.Create(opcode, length ?? (ulong)payload.Length, fin, rsv, key);
        var start = new FrameStart(_frames++, direction, Time, _offsets[(int)direction], header);
        bool hasCode = opcode == Opcode.Close && payload.Length >= 2;
        if (octets)
        {
            byte[] wire = new byte[header.HeaderLength + payload.Length];
            wire[0] = (byte)((fin ? 0x80 : 0) | (rsv << 4) | (byte)opcode);
            payload.CopyTo(wire.AsSpan(header.HeaderLength));
            Octets(direction, wire);
        }

        sink.OnFrame(Info, new FrameView
        {
            Start = start,
            Time = Time,
            Payload = payload,
            State = state,
            CloseCode = hasCode ? new CloseCode((ushort)((payload[0] << 8) | payload[1])) : null,
            CloseReason = hasCode ? payload[2..] : default,
        });
        _statistics[direction].Frames[(int)opcode]++;
        _statistics[direction].PayloadOctets += (ulong)payload.Length;
        return this;
    }

    public Conversation Message(Direction direction, MessageType type, ReadOnlySpan<byte> data, long first, long last, bool compressed = false, bool valid = true, ulong? length = null)
    {
        sink.OnMessage(Info, new MessageView
        {
            End = new MessageEnd(direction, Time, type, first, last, compressed, length ?? (ulong)data.Length, valid, PayloadState.Complete),
            Data = data,
            IsWhole = length is null,
        });
        _statistics[direction].Messages++;
        return this;
    }

    /// <summary>A text message in one frame.</summary>
    public Conversation Text(Direction direction, string text)
    {
        byte[] data = Encoding.UTF8.GetBytes(text);
        Frame(direction, Opcode.Text, data);
        return Message(direction, MessageType.Text, data, _frames - 1, _frames - 1);
    }

    public Conversation Violation(Rule rule, Party by, Direction direction, ulong offset, long? frame = null, ulong number = 0)
    {
        sink.OnViolation(Info, new Violation(rule, by, frame, direction, offset, number));
        return this;
    }

    public Conversation Gap(Direction direction, ulong? length, OctetState state = OctetState.Gap)
    {
        sink.OnGap(Info, new GapView(direction, Time, _offsets[(int)direction], length, state));
        _offsets[(int)direction] += length ?? 0;
        return this;
    }

    public Conversation Remark(string text)
    {
        sink.OnRemark(Info, Time, text);
        return this;
    }

    public Conversation End(EndKind how = EndKind.Fin, Party? closedBy = null, bool clean = false, ushort? client = null, ushort? server = null, TcpEnding tcp = default)
    {
        sink.OnEnd(
            Info,
            new EndView(Time, how, closedBy, clean, client is { } c ? new CloseCode(c) : null, server is { } s ? new CloseCode(s) : null) { Tcp = tcp },
            _statistics);
        return this;
    }
}

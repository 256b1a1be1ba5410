using System.Buffers.Binary;
using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Reports.Ndjson;
using Replay.Sessions;

namespace Replay.Reports.Html;

/// <summary>
/// One conversation as the page's script reads it: the length of a JSON text in four octets (least significant first), the
/// text, then octets: masking keys, payloads, messages' own data, loose octets. Columns hold differences or, where nearly
/// all values follow from others, only the exceptions as pairs of index and value.
/// </summary>
internal sealed class SessionData : IDisposable
{
    /// <summary>What a number of a script holds exactly.</summary>
    private const ulong MostExact = 1UL << 53;

    private readonly Session _session;
    private readonly ReportSession _kept;
    private readonly PageRules _rules;
    private readonly MemoryStream _json = new();
    private readonly JsonWriter _writer;
    private readonly Utf8Output _output;
    private readonly Timestamp _base;
    private readonly HashSet<long> _frames;
    private readonly int _mostPayload;
    private readonly List<(Direction Direction, ulong Offset, ReadOnlyMemory<byte> Octets)> _loose;

    private SessionData(ReportSession kept, PageRules rules, bool showsSecrets, int mostPayload, string? command)
    {
        _mostPayload = mostPayload;
        _kept = kept;
        _session = kept.Session;
        _rules = rules;
        _output = new Utf8Output(_json);
        _writer = new JsonWriter(_output);
        _base = Base(_session);
        _frames = kept.IsWhole ? [] : [.. _session.Frames.Select(static one => one.Start.Frame)];
        _loose = LooseOctets.Of(_session, showsSecrets);
        Write(command);
    }

    /// <summary>Writes a conversation.</summary>
    /// <param name="kept">The conversation.</param>
    /// <param name="rules">The page's rules.</param>
    /// <param name="showsSecrets">False to leave out octets that may belong to a head.</param>
    /// <param name="mostPayload">Octets of one payload or message that are written; the page says what it cuts.</param>
    /// <param name="command">The command that runs it again, or null.</param>
    /// <param name="stream">Takes the octets.</param>
    /// <returns>Octets written.</returns>
    public static long Write(ReportSession kept, PageRules rules, bool showsSecrets, int mostPayload, string? command, Stream stream)
    {
        using var data = new SessionData(kept, rules, showsSecrets, mostPayload, command);
        return data.Send(stream);
    }

    public void Dispose() => _json.Dispose();

    private static Timestamp Base(Session session)
    {
        if (session.Connection.Started.HasValue)
        {
            return session.Connection.Started;
        }

        if (session.RequestTime.HasValue)
        {
            return session.RequestTime;
        }

        foreach (SessionFrame frame in session.Frames)
        {
            if (frame.Time.HasValue)
            {
                return frame.Time;
            }
        }

        return session.End.Time;
    }

    private long Send(Stream stream)
    {
        _output.Flush();
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, (int)_json.Length);
        stream.Write(length);
        _json.WriteTo(stream);
        long total = 4 + _json.Length;
        Span<byte> key = stackalloc byte[4];
        foreach (SessionFrame frame in _session.Frames)
        {
            if (frame.Start.Header.Masked)
            {
                frame.Start.Header.MaskingKey.Write(key);
                stream.Write(key);
                total += 4;
            }
        }

        foreach (SessionFrame frame in _session.Frames)
        {
            ReadOnlySpan<byte> payload = frame.Payload.Span[..Kept(frame)];
            stream.Write(payload);
            total += payload.Length;
        }

        foreach (SessionMessage message in _session.Messages)
        {
            if (HasOwnData(message))
            {
                ReadOnlySpan<byte> own = message.Data.Span[..Kept(message)];
                stream.Write(own);
                total += own.Length;
            }
        }

        foreach ((_, _, ReadOnlyMemory<byte> octets) in _loose)
        {
            stream.Write(octets.Span);
            total += octets.Length;
        }

        return total;
    }

    private int Kept(SessionFrame frame) => Math.Min(frame.Payload.Length, _mostPayload);

    private int Kept(SessionMessage message) => Math.Min(message.Data.Length, _mostPayload);

    private PayloadState State(SessionFrame frame) => Kept(frame) < frame.Payload.Length && frame.State < PayloadState.Cut ? PayloadState.Cut : frame.State;

    /// <summary>The data of other messages are the payloads of their frames.</summary>
    private bool HasOwnData(SessionMessage message)
    {
        MessageEnd end = message.End;
        return end.Compressed || (!_kept.IsWhole && (end.FirstFrame != end.LastFrame || !_frames.Contains(end.LastFrame)));
    }

    private void Write(string? command)
    {
        ConnectionInfo connection = _session.Connection;
        _writer.BeginObject();
        _writer.Member("connection"u8, connection.Connection);
        _writer.Member("source"u8, connection.Source);
        _writer.Member("client"u8, connection.Client);
        _writer.Member("server"u8, connection.Server);
        _writer.Member("perspective"u8, (long)connection.Perspective);
        _writer.Member("base"u8, _base.HasValue ? _base.UnixNanoseconds.ToString(CultureInfo.InvariantCulture) : null);
        _writer.Member("handshake"u8, (long)_session.Handshake.State);
        _writer.Member("extensions"u8, _session.Handshake.Extensions);
        _writer.Member("subprotocol"u8, _session.Handshake.Subprotocol);
        _writer.Member("deflate"u8, _session.Handshake.Deflate is not null);
        if (command is not null)
        {
            _writer.Member("command"u8, command);
        }

        Texts("limits"u8, connection.Limits);
        WriteHeads();
        WriteFrames();
        WriteMessages();
        WritePieces();
        WriteRemainder();
        WriteStatistics();
        _writer.EndObject();
    }

    private void WriteHeads()
    {
        Direction client = _session.Connection.Perspective == Perspective.Client ? Direction.Tx : Direction.Rx;
        Head("request"u8, _session.Request, client, _session.RequestTime, null);
        Head("response"u8, _session.Response, client == Direction.Tx ? Direction.Rx : Direction.Tx, _session.ResponseTime, _session.AcceptValid);
    }

    private void Head(ReadOnlySpan<byte> name, HttpHead? head, Direction direction, Timestamp time, bool? accept)
    {
        _writer.Name(name);
        if (head is null)
        {
            _writer.Null();
            return;
        }

        _writer.BeginObject();
        _writer.Member("direction"u8, (long)direction);
        Time("time"u8, time);
        _writer.Member("line"u8, head.StartLine);
        _writer.Member("length"u8, (long)head.Octets.Length);
        if (accept is { } valid)
        {
            _writer.Member("accept"u8, valid);
        }

        _writer.Name("fields"u8);
        _writer.BeginArray();
        foreach (HttpField field in head.Fields)
        {
            _writer.BeginArray();
            _writer.Text(field.Name);
            _writer.Text(field.Value);
            _writer.EndArray();
        }

        _writer.EndArray();
        _writer.EndObject();
    }

    private void WriteFrames()
    {
        var frames = _session.Frames;
        _writer.Name("frames"u8);
        _writer.BeginObject();
        Column("first"u8, frames, static one => (one.Start.Header.Fin ? 128 : 0) | (one.Start.Header.Rsv << 4) | (int)one.Start.Header.Opcode);
        Column("flags"u8, frames, one => (int)one.Start.Direction | (one.Start.Header.Masked ? 2 : 0) | ((int)State(one) << 2));
        _writer.Name("length"u8);
        _writer.BeginArray();
        foreach (SessionFrame frame in frames)
        {
            _writer.Number(frame.Start.Header.PayloadLength);
        }

        _writer.EndArray();
        Times("time"u8, frames, static one => one.Time);
        Exceptions("extended"u8, frames, static one => one.Start.Header.IsMinimalLength ? null : one.Start.Header.ExtendedLengthOctets);
        Exceptions("kept"u8, frames, one => (ulong)Kept(one) == one.Start.Header.PayloadLength ? null : Kept(one));
        Exceptions("lasted"u8, frames, static one => one.Time.HasValue && one.Start.Time.HasValue && one.Time != one.Start.Time ? one.Time.UnixNanoseconds - one.Start.Time.UnixNanoseconds : null);
        WriteNumbers();
        _writer.EndObject();
        _writer.Name("long"u8);
        _writer.BeginObject();
        for (int i = 0; i < frames.Length; i++)
        {
            if (frames[i].Start.Header.PayloadLength > MostExact)
            {
                _writer.Name((ulong)i);
                _writer.Text(frames[i].Start.Header.PayloadLength.ToString(CultureInfo.InvariantCulture));
            }
        }

        _writer.EndObject();
    }

    /// <summary>Frame numbers count up by one and offsets follow from lengths, but for what was left out or lost.</summary>
    private void WriteNumbers()
    {
        long number = -1;
        Exceptions("skipped"u8, _session.Frames, one =>
        {
            long skipped = one.Start.Frame - number - 1;
            number = one.Start.Frame;
            return skipped == 0 ? null : skipped;
        });
        ulong[] next = [0, 0];
        Exceptions("jumped"u8, _session.Frames, one =>
        {
            int direction = (int)one.Start.Direction;
            long jump = unchecked((long)(one.Start.Offset - next[direction]));
            next[direction] = unchecked(one.Start.Offset + one.Start.Header.HeaderLength + one.Start.Header.PayloadLength);
            return jump == 0 ? null : jump;
        });
    }

    private void WriteMessages()
    {
        var messages = _session.Messages;
        _writer.Name("messages"u8);
        _writer.BeginObject();
        Column("flags"u8, messages, one =>
            (int)one.End.Direction | ((int)one.End.Type << 1) | (one.End.Compressed ? 8 : 0) | (one.End.Valid ? 16 : 0) | (one.IsWhole && one.Data.Length <= _mostPayload ? 32 : 0) | ((int)one.End.State << 6) | (HasOwnData(one) ? 512 : 0));
        _writer.Name("length"u8);
        _writer.BeginArray();
        foreach (SessionMessage message in messages)
        {
            _writer.Number(message.End.Length);
        }

        _writer.EndArray();
        long last = 0;
        Column("last"u8, messages, one =>
        {
            long step = one.End.LastFrame - last;
            last = one.End.LastFrame;
            return step;
        });
        Column("span"u8, messages, static one => one.End.LastFrame - one.End.FirstFrame);
        Exceptions("kept"u8, messages, one => HasOwnData(one) ? Kept(one) : null);
        _writer.EndObject();
    }

    private void WritePieces()
    {
        var pieces = _session.Octets;
        _writer.Name("pieces"u8);
        _writer.BeginObject();
        Column("flags"u8, pieces, static one => (int)one.Direction | ((int)one.State << 1));
        Column("length"u8, pieces, static one => (long)Math.Min(one.Length, MostExact));
        Times("time"u8, pieces, static one => one.Time);
        ulong[] next = [0, 0];
        Exceptions("jumped"u8, pieces, one =>
        {
            long jump = unchecked((long)(one.Offset - next[(int)one.Direction]));
            next[(int)one.Direction] = one.Offset + one.Length;
            return jump == 0 ? null : jump;
        });
        _writer.EndObject();
        _writer.Name("loose"u8);
        _writer.BeginArray();
        foreach ((Direction direction, ulong offset, ReadOnlyMemory<byte> octets) in _loose)
        {
            _writer.BeginArray();
            _writer.Number((long)direction);
            _writer.Number(offset);
            _writer.Number((long)octets.Length);
            _writer.EndArray();
        }

        _writer.EndArray();
    }

    private void WriteRemainder()
    {
        WriteViolations();
        WriteGaps();
        WriteRemarks();
        _writer.Name("order"u8);
        Span<byte> order = _session.Entries.Length <= 1024 ? stackalloc byte[_session.Entries.Length] : new byte[_session.Entries.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = (byte)('0' + (int)_session.Entries[i].Kind);
        }

        _writer.Text((ReadOnlySpan<byte>)order);
        _writer.Name("omissions"u8);
        _writer.BeginArray();
        foreach (ReportOmission omission in _kept.Omissions)
        {
            _writer.BeginArray();
            _writer.Number((long)omission.Entry);
            _writer.Number(omission.Frames);
            _writer.Number(omission.Messages);
            _writer.Number(omission.Violations);
            _writer.EndArray();
        }

        _writer.EndArray();
        WriteEnding();
    }

    private void WriteViolations()
    {
        _writer.Name("violations"u8);
        _writer.BeginArray();
        foreach (Violation violation in _session.Violations)
        {
            _writer.BeginObject();
            _writer.Member("rule"u8, (long)_rules[violation.Rule]);
            _writer.Member("by"u8, (long)violation.By);
            _writer.Name("frame"u8);
            Number(violation.Frame);
            _writer.Member("direction"u8, (long)violation.Direction);
            _writer.Member("offset"u8, violation.Offset);
            _writer.Member("expected"u8, violation.Expected);
            _writer.Member("observed"u8, violation.Observed);
            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteGaps()
    {
        _writer.Name("gaps"u8);
        _writer.BeginArray();
        foreach (GapView gap in _session.Gaps)
        {
            _writer.BeginObject();
            _writer.Member("direction"u8, (long)gap.Direction);
            Time("time"u8, gap.Time);
            _writer.Member("offset"u8, gap.Offset);
            _writer.Name("length"u8);
            Number(gap.Length is { } length ? (long)Math.Min(length, MostExact) : null);
            _writer.Member("elided"u8, gap.State == OctetState.Elided);
            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteRemarks()
    {
        _writer.Name("remarks"u8);
        _writer.BeginArray();
        foreach (SessionRemark remark in _session.Remarks)
        {
            _writer.BeginObject();
            Time("time"u8, remark.Time);
            _writer.Member("text"u8, remark.Text);
            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteEnding()
    {
        EndView end = _session.End;
        _writer.Name("ending"u8);
        _writer.BeginObject();
        Time("time"u8, end.Time);
        _writer.Member("how"u8, (long)end.How);
        _writer.Name("closedBy"u8);
        Number((long?)end.ClosedBy);
        _writer.Member("clean"u8, end.Clean);
        _writer.Name("codes"u8);
        _writer.BeginArray();
        Number(end.ClientCloseCode?.Value);
        Number(end.ServerCloseCode?.Value);
        _writer.EndArray();
        _writer.EndObject();
    }

    private void WriteStatistics()
    {
        WireStatistics statistics = _session.Statistics;
        _writer.Name("statistics"u8);
        _writer.BeginObject();
        _writer.Name("lasted"u8);
        if (statistics.Duration is { } duration)
        {
            _writer.Number(duration);
        }
        else
        {
            _writer.Null();
        }

        _writer.Name("octets"u8);
        Pair(static one => (long)one.Octets);
        _writer.Name("messages"u8);
        Pair(static one => one.Messages);
        _writer.Name("frames"u8);
        _writer.BeginArray();
        foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.Tx, Direction.Rx])
        {
            _writer.BeginArray();
            for (int opcode = 0; opcode < 16; opcode++)
            {
                if (statistics[direction].Frames[opcode] is > 0 and var count)
                {
                    _writer.BeginArray();
                    _writer.Number((long)opcode);
                    _writer.Number(count);
                    _writer.EndArray();
                }
            }

            _writer.EndArray();
        }

        _writer.EndArray();
        _writer.EndObject();
    }

    private void Pair(Func<DirectionStatistics, long> value)
    {
        _writer.BeginArray();
        _writer.Number(value(_session.Statistics[Direction.Tx]));
        _writer.Number(value(_session.Statistics[Direction.Rx]));
        _writer.EndArray();
    }

    private void Texts(ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        _writer.Name(name);
        _writer.BeginArray();
        foreach (string text in texts)
        {
            _writer.Text(text);
        }

        _writer.EndArray();
    }

    private void Time(ReadOnlySpan<byte> name, Timestamp time)
    {
        _writer.Name(name);
        Number(time.HasValue && _base.HasValue ? time.UnixNanoseconds - _base.UnixNanoseconds : null);
    }

    private void Number(long? number)
    {
        if (number is { } value)
        {
            _writer.Number(value);
        }
        else
        {
            _writer.Null();
        }
    }

    private void Column<T>(ReadOnlySpan<byte> name, IReadOnlyList<T> items, Func<T, long> value)
    {
        _writer.Name(name);
        _writer.BeginArray();
        for (int i = 0; i < items.Count; i++)
        {
            _writer.Number(value(items[i]));
        }

        _writer.EndArray();
    }

    /// <summary>Nanoseconds after the one before, the first after the base; null where there is no time.</summary>
    private void Times<T>(ReadOnlySpan<byte> name, IReadOnlyList<T> items, Func<T, Timestamp> time)
    {
        _writer.Name(name);
        _writer.BeginArray();
        long last = _base.HasValue ? _base.UnixNanoseconds : 0;
        for (int i = 0; i < items.Count; i++)
        {
            Timestamp one = time(items[i]);
            Number(one.HasValue ? one.UnixNanoseconds - last : null);
            last = one.HasValue ? one.UnixNanoseconds : last;
        }

        _writer.EndArray();
    }

    private void Exceptions<T>(ReadOnlySpan<byte> name, IReadOnlyList<T> items, Func<T, long?> value)
    {
        _writer.Name(name);
        _writer.BeginArray();
        for (int i = 0; i < items.Count; i++)
        {
            if (value(items[i]) is { } exception)
            {
                _writer.Number((long)i);
                _writer.Number(exception);
            }
        }

        _writer.EndArray();
    }
}

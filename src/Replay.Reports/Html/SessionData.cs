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
    internal const ulong MostExact = 1UL << 53;

    private readonly Session _session;
    private readonly ReportSession _kept;
    private readonly PageRules _rules;
    private readonly MemoryStream _json = new();
    private readonly JsonWriter _writer;
    private readonly Utf8Output _output;
    private readonly Timestamp _base;
    private readonly KeptOctets _octets;
    private readonly List<(Direction Direction, ulong Offset, ReadOnlyMemory<byte> Octets)> _loose;

    private SessionData(ReportSession kept, PageRules rules, bool showsSecrets, int mostPayload, string? command)
    {
        _kept = kept;
        _octets = new KeptOctets(kept, mostPayload);
        _session = kept.Session;
        _rules = rules;
        _output = new Utf8Output(_json);
        _writer = new JsonWriter(_output);
        _base = Base(_session);
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
        long total = length.Length + _json.Length + _octets.Send(stream);
        foreach ((_, _, ReadOnlyMemory<byte> octets) in _loose)
        {
            stream.Write(octets.Span);
            total += octets.Length;
        }

        return total;
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

        _writer.Texts("limits"u8, connection.Limits);
        var events = new SessionEvents(_writer, _session, _rules, _base);
        events.WriteHeads();
        new SessionColumns(_writer, _session, _octets, _base).Write();
        WriteLoose();
        events.WriteIncidents();
        WriteOrder();
        events.WriteEnding();
        events.WriteStatistics();
        _writer.EndObject();
    }

    private void WriteLoose()
    {
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

    /// <summary>In which order things happened, and where some were left out.</summary>
    private void WriteOrder()
    {
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
    }
}

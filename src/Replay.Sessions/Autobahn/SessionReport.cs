using System.Globalization;
using System.Text;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>
/// Makes a case report of a conversation: what the octets prove is derived, what only a run of the suite knows is taken from
/// what the caller knows, the rest is null.
/// </summary>
public static class SessionReport
{
    /// <summary>The report of a conversation.</summary>
    /// <param name="session">The conversation. Its TX is "me", the fuzzer's side of the report.</param>
    /// <param name="known">
    /// What is known besides: agent, case, expectation, verdicts, times. What it states is kept; closing behaviour, handshake,
    /// statistics, wire log and events that it leaves null or empty are derived.
    /// </param>
    /// <param name="omissions">
    /// Indexes in the session's entries before which something was left out, in order; the log says that it was off there.
    /// </param>
    public static AutobahnReport Of(Session session, AutobahnReport? known = null, IReadOnlyList<int>? omissions = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        known ??= new AutobahnReport();
        bool hasEvents = known.Received.Count > 0 || known.ReceivedText is not null;
        AutobahnReport report = known with
        {
            Form = AutobahnForm.Json,
            Dialect = WireLogDialect.Modern,
            Agent = known.Agent ?? Agent(session),
            Started = known.Started ?? Started(session),
            Duration = known.Duration ?? Duration(session),
            Received = hasEvents ? known.Received : Events(session),
            ReceivedText = known.ReceivedText ?? string.Empty,
            Closing = Merge(known.Closing, SessionClosing.Of(session)),
            HttpRequest = known.HttpRequest ?? Head(session.Request),
            HttpResponse = known.HttpResponse ?? Head(session.Response),
            RxOctets = known.RxOctets ?? Chops(session, Direction.Rx),
            TxOctets = known.TxOctets ?? Chops(session, Direction.Tx),
            RxFrames = known.RxFrames ?? Frames(session, Direction.Rx),
            TxFrames = known.TxFrames ?? Frames(session, Direction.Tx),
            ReportCompressionRatio = known.ReportCompressionRatio ?? false,
            ReportTime = known.ReportTime ?? false,
            CreateStats = known.CreateStats ?? true,
            CreateWirelog = known.CreateWirelog ?? omissions?.Contains(session.Entries.Length) != true,
        };
        return known.WireLog.Count > 0 ? report : report.WithWireLog(SessionWireLog.Of(session, omissions ?? []));
    }

    /// <summary>What the peer calls itself: a server in Server, a client in User-Agent; null when it does not.</summary>
    public static string? Agent(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        (HttpHead? head, string name) = session.Connection.Perspective == Perspective.Client ? (session.Response, "Server") : (session.Request, "User-Agent");
        foreach (HttpField field in head?.Fields ?? [])
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && field.Value.Length > 0)
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <summary>A time as the suite writes it: UTC, to the millisecond.</summary>
    public static string? Time(Timestamp time) => time.HasValue
        ? DateTimeOffset.UnixEpoch.AddTicks(time.UnixNanoseconds / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : null;

    private static string? Started(Session session) => Time(session.Connection.Started.HasValue ? session.Connection.Started : session.RequestTime);

    private static long? Duration(Session session)
    {
        Timestamp start = session.Connection.Started.HasValue ? session.Connection.Started : session.RequestTime;
        return session.End.Time.SecondsSince(start) is { } seconds ? (long)Math.Round(seconds * 1000)
            : session.Statistics.Duration is { } duration ? (long)Math.Round(duration * 1000) : null;
    }

    private static string? Head(HttpHead? head) =>
        head is null ? null : CutPayload.Decode(head.Octets.Span) ?? Encoding.Latin1.GetString(head.Octets.Span);

    private static CountDictionary<ulong> Chops(Session session, Direction direction) => new(session.Statistics[direction].Chops);

    private static CountDictionary<int> Frames(Session session, Direction direction)
    {
        var table = new CountDictionary<int>();
        long[] counts = session.Statistics[direction].Frames;
        for (int opcode = 0; opcode < counts.Length; opcode++)
        {
            if (counts[opcode] > 0)
            {
                table[opcode] = counts[opcode];
            }
        }

        return table;
    }

    /// <summary>Messages, pings and pongs that came from the peer, in order.</summary>
    private static List<AutobahnEvent> Events(Session session)
    {
        var events = new List<AutobahnEvent>();
        foreach (SessionEntry entry in session.Entries)
        {
            if (entry.Kind == SessionEntryKind.Message && session.Messages[entry.Index] is { End.Direction: Direction.Rx, End.State: not PayloadState.Gap } message)
            {
                events.Add(new AutobahnEvent("message", CutPayload.Write(message.Data.Span, (long)message.End.Length), message.End.Type == MessageType.Binary));
            }
            else if (entry.Kind == SessionEntryKind.Frame
                && session.Frames[entry.Index] is { Start: { Direction: Direction.Rx, Header.Opcode: Opcode.Ping or Opcode.Pong } start, State: not PayloadState.Gap } frame)
            {
                string kind = start.Header.Opcode == Opcode.Ping ? "ping" : "pong";
                events.Add(new AutobahnEvent(kind, CutPayload.Write(frame.Payload.Span, (long)start.Header.PayloadLength), null));
            }
        }

        return events;
    }

    private static ClosingBehavior Merge(ClosingBehavior stated, ClosingBehavior derived) => new()
    {
        IsServer = stated.IsServer ?? derived.IsServer,
        ClosedByMe = stated.ClosedByMe ?? derived.ClosedByMe,
        FailedByMe = stated.FailedByMe ?? derived.FailedByMe,
        DroppedByMe = stated.DroppedByMe ?? derived.DroppedByMe,
        WasClean = stated.WasClean ?? derived.WasClean,
        WasNotCleanReason = stated.WasNotCleanReason ?? (stated.WasClean is null ? derived.WasNotCleanReason : null),
        WasServerConnectionDropTimeout = stated.WasServerConnectionDropTimeout ?? derived.WasServerConnectionDropTimeout,
        WasOpenHandshakeTimeout = stated.WasOpenHandshakeTimeout ?? derived.WasOpenHandshakeTimeout,
        WasCloseHandshakeTimeout = stated.WasCloseHandshakeTimeout ?? derived.WasCloseHandshakeTimeout,
        LocalCloseCode = stated.LocalCloseCode ?? derived.LocalCloseCode,
        LocalCloseReason = stated.LocalCloseReason ?? derived.LocalCloseReason,
        RemoteCloseCode = stated.RemoteCloseCode ?? derived.RemoteCloseCode,
        RemoteCloseReason = stated.RemoteCloseReason ?? derived.RemoteCloseReason,
    };
}

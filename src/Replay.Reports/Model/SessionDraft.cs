using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>One conversation while it is kept: whole, or thinned to its ends and what is around violations.</summary>
internal sealed class SessionDraft(ConnectionInfo connection, HandshakeOutcome handshake, ReportLimits limits, Severity? worst)
{
    /// <summary>What keeping a piece costs at least, whatever its length.</summary>
    private const int LeastCost = 64;

    private const int ThinPayload = 4096;
    private const int MaxMarked = 512;
    private const int AroundViolation = 4;
    private const int Slack = 64;

    private readonly SortedDictionary<Rule, ReportRuleCount> _rules = [];
    private Severity? _worst = worst;
    private List<Item> _items = [];
    private int _thinnedTo;
    private int _marked;
    private int _markNext;
    private Timestamp _lastTime = Timestamp.None;
    private string? _path;
    private string? _host;
    private int? _status;
    private HttpHead? _request;
    private HttpHead? _response;
    private Timestamp _requestTime = Timestamp.None;
    private Timestamp _responseTime = Timestamp.None;
    private bool? _acceptValid;
    private long _gaps;
    private EndView _end;
    private WireStatistics? _statistics;

    public ConnectionInfo Connection => connection;

    /// <summary>Frames kept.</summary>
    public long Frames { get; private set; }

    /// <summary>Octets kept.</summary>
    public long Octets { get; private set; }

    /// <summary>What the pool has counted of them.</summary>
    public (long Frames, long Octets) Counted { get; set; }

    /// <summary>The user asked for it.</summary>
    public bool IsRequested { get; init; }

    /// <summary>
    /// What is kept whole before what: 2 for what was asked for or holds an error, 1 for a warning or a failed handshake, 0 for the rest.
    /// </summary>
    public int Rank => IsRequested || _worst == Severity.Error ? 2 : _worst == Severity.Warning || handshake.State == HandshakeState.Failed ? 1 : 0;

    public ReportExtent Extent { get; private set; } = ReportExtent.Whole;

    public void Add(in OctetsView octets)
    {
        _lastTime = octets.Time.HasValue ? octets.Time : _lastTime;
        if (Extent == ReportExtent.Row)
        {
            return;
        }

        byte[] kept = octets.Octets[..Math.Min(octets.Octets.Length, limits.RawOctets)].ToArray();
        Add(SessionEntryKind.Octets, new SessionOctets(octets.Direction, octets.Time, octets.Offset, octets.Length, kept, octets.State, octets.Chop));
    }

    public void Add(in HandshakeRequestView request)
    {
        (_path, _host) = (request.Head.Target, request.Head.GetFirst("Host"));
        if (Extent == ReportExtent.Row)
        {
            return;
        }

        (_request, _requestTime) = (request.Head, request.Time);
        Add(SessionEntryKind.Request, null);
    }

    public void Add(in HandshakeResponseView response)
    {
        _status = response.Head.Status;
        if (Extent == ReportExtent.Row)
        {
            return;
        }

        (_response, _responseTime, _acceptValid) = (response.Head, response.Time, response.AcceptValid);
        Add(SessionEntryKind.Response, null);
    }

    public void Add(in FrameView frame)
    {
        _lastTime = frame.Time.HasValue ? frame.Time : _lastTime;
        if (Extent == ReportExtent.Row)
        {
            return;
        }

        ReadOnlySpan<byte> payload = frame.Payload[..Math.Min(frame.Payload.Length, MaxPayload)];
        PayloadState state = payload.Length < frame.Payload.Length && frame.State < PayloadState.Cut ? PayloadState.Cut : frame.State;
        Add(SessionEntryKind.Frame, new SessionFrame(frame.Start, frame.Time, payload.ToArray(), state, payload.Length >= 2 ? frame.CloseCode : null));
    }

    public void Add(in MessageView message)
    {
        if (Extent == ReportExtent.Row)
        {
            return;
        }

        MessageEnd end = message.End;
        ReadOnlyMemory<byte> data;
        if (!end.Compressed && end.FirstFrame == end.LastFrame && LastFrame() is { } last && last.Start.Frame == end.LastFrame)
        {
            data = last.Payload;
        }
        else
        {
            data = message.Data[..Math.Min(message.Data.Length, MaxPayload)].ToArray();
        }

        Add(SessionEntryKind.Message, new SessionMessage(end, data, message.IsWhole && data.Length == message.Data.Length));
    }

    public void Add(in Violation violation)
    {
        _worst = _worst is { } known && known >= violation.Severity ? known : violation.Severity;
        _rules[violation.Rule] = _rules.TryGetValue(violation.Rule, out ReportRuleCount seen)
            ? seen with { Count = seen.Count + 1 }
            : new ReportRuleCount(1, violation, _lastTime);
        if (Extent == ReportExtent.Row)
        {
            return;
        }

        Add(SessionEntryKind.Violation, violation);
        if (_marked < MaxMarked)
        {
            MarkAround(violation.Frame);
        }
    }

    public void Add(in GapView gap)
    {
        _gaps++;
        Add(SessionEntryKind.Gap, gap);
    }

    public void Add(Timestamp time, string text) => Add(SessionEntryKind.Remark, new SessionRemark(time, text));

    public void End(in EndView end, WireStatistics statistics) => (_end, _statistics) = (end, statistics);

    /// <summary>The time of what was added last.</summary>
    public Timestamp LastTime => _lastTime;

    /// <summary>Keeps only the ends and what is around violations, from now on.</summary>
    public void Thin()
    {
        Extent = ReportExtent.Sample;
        Compact();
    }

    /// <summary>Keeps nothing but the row.</summary>
    public void Drop()
    {
        Extent = ReportExtent.Row;
        _items = [];
        (_request, _response) = (null, null);
        (Frames, Octets) = (0, 0);
    }

    public ReportConnection Row() => new()
    {
        Connection = connection,
        Handshake = handshake,
        Path = _path,
        Host = _host,
        Status = _status,
        End = _end,
        Statistics = _statistics ?? new WireStatistics(),
        Violations = [.. _rules.Values.OrderByDescending(static one => one.First.Severity).ThenBy(static one => one.First.Description.Id, StringComparer.Ordinal)],
        Gaps = _gaps,
        Extent = Extent,
    };

    public ReportSession Session()
    {
        if (Extent == ReportExtent.Sample)
        {
            Compact();
        }

        var builder = new DraftPieces();
        foreach (Item item in _items)
        {
            builder.Add(item);
        }

        return builder.Build(new Session
        {
            Connection = connection,
            Handshake = handshake,
            Request = _request,
            RequestTime = _requestTime,
            Response = _response,
            ResponseTime = _responseTime,
            AcceptValid = _acceptValid,
            End = _end,
            Statistics = _statistics ?? new WireStatistics(),
        });
    }

    private int MaxPayload => Extent == ReportExtent.Whole ? limits.Payload : Math.Min(limits.Payload, ThinPayload);

    private static long Cost(in Item item) => item.Value switch
    {
        SessionFrame frame => LeastCost + frame.Payload.Length,
        SessionMessage message => LeastCost + (message.End.Compressed || message.End.FirstFrame != message.End.LastFrame ? message.Data.Length : 0),
        SessionOctets octets => LeastCost + octets.Octets.Length,
        _ => LeastCost,
    };

    private void Add(SessionEntryKind kind, object? value)
    {
        if (Extent == ReportExtent.Row)
        {
            return;
        }

        var item = new Item { Kind = kind, Value = value };
        if (_markNext > 0)
        {
            _markNext--;
            _marked++;
            item.IsMarked = true;
        }

        _items.Add(item);
        Frames += kind == SessionEntryKind.Frame ? 1 : 0;
        Octets += Cost(in item);
        if (Extent == ReportExtent.Sample && _items.Count > _thinnedTo + Slack)
        {
            Compact();
        }
    }

    private SessionFrame? LastFrame()
    {
        for (int i = _items.Count - 1; i >= 0 && i >= _items.Count - 8; i--)
        {
            if (_items[i].Value is SessionFrame frame)
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>The violation added last, the frame it is about and their neighbours stay when the rest is thinned.</summary>
    private void MarkAround(long? frame)
    {
        int from = Math.Max(0, _items.Count - 1 - AroundViolation);
        for (int i = _items.Count - 1; frame is not null && i >= 0 && i >= _items.Count - 64; i--)
        {
            if (_items[i].Value is SessionFrame one && one.Start.Frame == frame)
            {
                from = Math.Min(from, i);
                break;
            }
        }

        foreach (ref Item item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items)[from..])
        {
            _marked += item.IsMarked ? 0 : 1;
            item.IsMarked = true;
        }

        _markNext = AroundViolation;
    }

    private void Compact()
    {
        (int headEnd, int tailStart) = Ends();
        var kept = new List<Item>(Math.Min(_items.Count, headEnd + _items.Count - tailStart + _marked + 8));
        (Frames, Octets) = (0, 0);
        Omitted? omitted = null;
        for (int i = 0; i < _items.Count; i++)
        {
            Item item = _items[i];
            bool isKept = i < headEnd || i >= tailStart || item.IsMarked || item.Kind is SessionEntryKind.Request or SessionEntryKind.Response;
            if (item.Value is Omitted earlier)
            {
                omitted = (omitted ?? default).Plus(earlier);
            }
            else if (!isKept)
            {
                omitted = (omitted ?? default).Plus(item.Kind);
            }
            else
            {
                Flush(kept, ref omitted);
                kept.Add(item);
                Frames += item.Kind == SessionEntryKind.Frame ? 1 : 0;
                Octets += Cost(in item);
            }
        }

        Flush(kept, ref omitted);
        _items = kept;
        _thinnedTo = kept.Count;
    }

    private static void Flush(List<Item> kept, ref Omitted? omitted)
    {
        if (omitted is { } what)
        {
            kept.Add(new Item { Kind = SessionEntryKind.Remark, Value = what });
            omitted = null;
        }
    }

    /// <summary>Where the frames kept at the start end, and where those kept at the end start.</summary>
    private (int HeadEnd, int TailStart) Ends()
    {
        int head = 0;
        for (int frames = 0; head < _items.Count && frames < limits.SampleFrames; head++)
        {
            frames += _items[head].Kind == SessionEntryKind.Frame ? 1 : 0;
        }

        int tail = _items.Count;
        for (int frames = 0; tail > head && frames < limits.SampleFrames; tail--)
        {
            frames += _items[tail - 1].Kind == SessionEntryKind.Frame ? 1 : 0;
        }

        // Octets without frames are bounded as well.
        int most = limits.SampleFrames * 16;
        return (Math.Min(head, most), Math.Max(tail, _items.Count - most));
    }

    internal struct Item
    {
        public SessionEntryKind Kind;
        public object? Value;
        public bool IsMarked;
    }

    internal readonly record struct Omitted(long Frames, long Messages, long Violations)
    {
        public Omitted Plus(Omitted other) => new(Frames + other.Frames, Messages + other.Messages, Violations + other.Violations);

        public Omitted Plus(SessionEntryKind kind) => kind switch
        {
            SessionEntryKind.Frame => this with { Frames = Frames + 1 },
            SessionEntryKind.Message => this with { Messages = Messages + 1 },
            SessionEntryKind.Violation => this with { Violations = Violations + 1 },
            _ => this,
        };
    }
}

using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.HexDumps;

/// <summary>
/// Turns the records of a text into connections: opens them, decides whose octets an ambiguous record holds, makes each
/// record one read or write, and limits how many problems of one input are reported.
/// </summary>
internal sealed class RecordDelivery(SourceInput input, SourceContext context, IReadOnlyList<string> limits)
{
    // A record that grows beyond this is handed on in pieces, each of which then counts as a read or write of its own.
    private const int MaxRecord = 16 * 1024 * 1024;
    private const int MaxProblems = 100;

    private IConnectionInput? _connection;
    private Perspective _perspective;
    private RecordMark _mark;
    private Timestamp _time = Timestamp.None;
    private Timestamp _last = Timestamp.None;
    private Party? _unmarked;
    private Party? _firstSide;
    private bool _isBlockStart = true;
    private string? _client;
    private string? _server;
    private long _problems;

    /// <summary>The octets of the record that is being read.</summary>
    public OctetBuffer Record { get; } = new();

    /// <summary>How far the octets of the current record can be believed.</summary>
    public OctetState State { get; set; } = OctetState.Complete;

    /// <summary>Octets delivered over all connections.</summary>
    public long Delivered { get; private set; }

    /// <summary>What the record of the next connection lacks beyond what its format lacks.</summary>
    public List<string> Lacks { get; } = [];

    /// <summary>True when the source states that connections start at a frame.</summary>
    public bool StartsAtFrame { get; set; }

    /// <summary>Whose record it is, where the source says so.</summary>
    public Perspective? RecordedBy { get; set; }

    /// <summary>How a connection ends unless the text says so.</summary>
    public EndKind End { get; set; } = EndKind.CaptureEnd;

    /// <summary>The direction of the record that is being read, as marked.</summary>
    public RecordMark Mark => _mark;

    /// <summary>Begins a record; the one before it is delivered.</summary>
    /// <param name="mark">Whose octets it holds.</param>
    /// <param name="time">When, or none.</param>
    /// <param name="isBlockStart">True when an unmarked record may belong to the other side than the one before it.</param>
    public void Begin(RecordMark mark, Timestamp time, bool isBlockStart = true)
    {
        Flush();
        _mark = mark;
        _time = time;
        _isBlockStart = isBlockStart;
        State = OctetState.Complete;
    }

    /// <summary>Delivers the record that is being read, if it holds octets.</summary>
    public void Flush()
    {
        if (Record.Count == 0)
        {
            return;
        }

        Direction direction = Resolve();
        _connection!.Push(direction, _time, Record.Span, State);
        Delivered += Record.Count;
        _last = _time.HasValue ? _time : _last;
        _isBlockStart = false;
        Record.Clear();
    }

    /// <summary>Delivers early when the record has grown large.</summary>
    public void FlushIfLarge()
    {
        if (Record.Count >= MaxRecord)
        {
            Flush();
        }
    }

    /// <summary>Octets are missing here.</summary>
    public void Gap(ulong? length, OctetState state)
    {
        Flush();
        Direction direction = Resolve();
        _connection!.PushGap(direction, _time, length, state);
    }

    /// <summary>The next pieces of this record are one read or write of this length.</summary>
    public void BeginChop(ulong length)
    {
        Flush();
        Direction direction = Resolve();
        _connection!.BeginChop(direction, length);
    }

    /// <summary>A remark of the log.</summary>
    public void Remark(Timestamp time, string text)
    {
        Flush();
        Open();
        _connection!.PushRemark(time, text);
    }

    /// <summary>Ends the current connection, if there is one; the next record begins another.</summary>
    public void NextConnection(string? client = null, string? server = null)
    {
        Flush();
        _connection?.PushEnd(_last, End);
        _connection = null;
        _client = client;
        _server = server;
        _unmarked = null;
        _firstSide = null;
        _mark = RecordMark.None;
        _time = _last = Timestamp.None;
        _isBlockStart = true;
        StartsAtFrame = false;
        End = EndKind.CaptureEnd;
        Lacks.Clear();
    }

    /// <summary>Names the ends of the connection that is about to begin.</summary>
    public void Name(string? client, string? server)
    {
        _client = client ?? _client;
        _server = server ?? _server;
    }

    /// <summary>Ends the input: the last connection is closed, and an input without octets is a problem.</summary>
    /// <param name="isEmpty">True when the input holds nothing at all.</param>
    /// <param name="nothingFound">What to say when no octets came out of it.</param>
    public void Finish(bool isEmpty, string nothingFound = "nothing to read: no octets found")
    {
        NextConnection();
        if (Delivered == 0 && _problems == 0)
        {
            context.Sink.Report(new CaptureProblem(input.Name, null, null, isEmpty ? "nothing to read: the input is empty" : nothingFound));
        }

        if (_problems > MaxProblems)
        {
            context.Sink.Report(new CaptureProblem(
                input.Name, null, null, string.Create(CultureInfo.InvariantCulture, $"{_problems - MaxProblems} more problems of this input are not listed"), IsFatal: false));
        }
    }

    /// <summary>Reports a problem, unless too many of this input were reported already.</summary>
    public void Problem(long? line, long? offset, string message, bool isFatal = true)
    {
        if (++_problems <= MaxProblems)
        {
            context.Sink.Report(new CaptureProblem(input.Name, line, offset, message, isFatal));
        }
    }

    /// <summary>Opens the connection though no octets of it are there yet.</summary>
    public void OpenNow() => Open();

    private void Open()
    {
        if (_connection is not null)
        {
            return;
        }

        Party? party = DirectionGuess.Of(Record.Span, out bool isSure);
        if (_mark is RecordMark.FirstSide or RecordMark.OtherSide && FirstSide() == Party.Server)
        {
            (_client, _server) = (_server, _client);
        }

        _perspective = context.Options.Perspective ?? RecordedBy ?? (_mark, party, isSure) switch
        {
            // A head says which end "sent" means; frames do not, because whoever breaks the masking rule is to be seen.
            (RecordMark.Sent, Party.Server, true) when Record.Span.StartsWith("HTTP/"u8) => Perspective.Server,
            (RecordMark.Received, Party.Client, true) when DirectionGuess.IsRequest(Record.Span) => Perspective.Server,
            _ => Perspective.Client,
        };
        List<string> lacks = [.. limits, .. Lacks];
        if (!_time.HasValue)
        {
            lacks.Add("the text states no times");
        }
        else if (_time.UnixNanoseconds is >= 0 and < 86_400_000_000_000)
        {
            lacks.Add("the text states times without a date: they are shown as of 1970-01-01");
        }

        if (_mark == RecordMark.None && context.Options.Direction is null)
        {
            lacks.Add(party is null
                ? "the text marks no directions; taken for the client's octets"
                : "the text marks no directions; they are guessed from the octets");
        }

        _connection = context.Sink.Open(new ConnectionInfo
        {
            Connection = context.NextConnection(),
            Source = input.Name,
            Client = _client,
            Server = _server,
            Perspective = _perspective,
            Started = _time,
            StartsAtFrame = StartsAtFrame,
            Limits = lacks,
        });
    }

    private Direction Resolve()
    {
        Open();
        switch (_mark)
        {
            case RecordMark.Sent:
                return Direction.Tx;
            case RecordMark.Received:
                return Direction.Rx;
            case RecordMark.Client:
                return Of(Party.Client);
            case RecordMark.Server:
                return Of(Party.Server);
            case RecordMark.FirstSide or RecordMark.OtherSide:
                return Of(_mark == RecordMark.FirstSide ? FirstSide() : Other(FirstSide()));
            default:
                if (context.Options.Direction is { } direction)
                {
                    return direction;
                }

                Party? guess = _isBlockStart ? DirectionGuess.Of(Record.Span, out bool isSure) is { } seen && (isSure || _unmarked is null) ? seen : null : null;
                _unmarked = guess ?? _unmarked ?? Party.Client;
                return Of(_unmarked.Value);
        }
    }

    /// <summary>Who the side listed first is, by the first octets of either side.</summary>
    private Party FirstSide()
    {
        if (_firstSide is null)
        {
            bool isFirst = _mark == RecordMark.FirstSide;
            Party party = DirectionGuess.Of(Record.Span, out _) ?? (isFirst ? Party.Client : Party.Server);
            _firstSide = isFirst ? party : Other(party);
        }

        return _firstSide.Value;
    }

    private Direction Of(Party party) => (party == Party.Client) == (_perspective == Perspective.Client) ? Direction.Tx : Direction.Rx;

    private static Party Other(Party party) => party == Party.Client ? Party.Server : Party.Client;
}

using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Reports;

/// <summary>The totals of a run, as the last line of a report has them.</summary>
public sealed class RunTotals
{
    private readonly long[] _violations = new long[RuleCatalogue.All.Count];
    private readonly long[] _frames = new long[2];
    private readonly long[] _messages = new long[2];
    private readonly ulong[] _payloadOctets = new ulong[2];
    private readonly ulong[] _octets = new ulong[2];
    private readonly bool _countEvents;
    private long _seen;

    /// <summary>Makes totals.</summary>
    /// <param name="countEvents">
    /// True to count frames and messages as they are seen (a filter leaves some out), false to add up the statistics of
    /// each connection.
    /// </param>
    public RunTotals(bool countEvents) => _countEvents = countEvents;

    /// <summary>TCP connections, WebSocket or not.</summary>
    public long Connections { get; private set; }

    /// <summary>Connections that speak WebSocket: the handshake is complete, or missing in front of frames.</summary>
    public long WebSocketConnections { get; private set; }

    /// <summary>What could not be read or believed.</summary>
    public long Problems { get; private set; }

    /// <summary>Frames of a direction.</summary>
    public long Frames(Direction direction) => _frames[(int)direction];

    /// <summary>Messages completed in a direction.</summary>
    public long Messages(Direction direction) => _messages[(int)direction];

    /// <summary>Octets of frame payload in a direction.</summary>
    public ulong PayloadOctets(Direction direction) => _payloadOctets[(int)direction];

    /// <summary>Octets of a direction's streams, of connections that have ended.</summary>
    public ulong Octets(Direction direction) => _octets[(int)direction];

    /// <summary>Breaches of a rule.</summary>
    public long Violations(Rule rule) => _violations[(int)rule];

    /// <summary>Rules that were broken and how often, in the order of their ids.</summary>
    public IReadOnlyList<RuleCount> ViolationsByRule()
    {
        var broken = new List<RuleCount>();
        for (int i = 0; i < _violations.Length; i++)
        {
            if (_violations[i] > 0)
            {
                broken.Add(new RuleCount(RuleCatalogue.Get((Rule)i), _violations[i]));
            }
        }

        broken.Sort(static (a, b) => string.CompareOrdinal(a.Rule.Id, b.Rule.Id));
        return broken;
    }

    /// <summary>Counts a connection.</summary>
    public void Add(HandshakeOutcome handshake) => Add(handshake.State);

    private void Add(HandshakeState handshake)
    {
        _seen++;
        if (handshake is HandshakeState.Complete or HandshakeState.Missing)
        {
            WebSocketConnections++;
        }
    }

    /// <summary>Counts a frame.</summary>
    public void Add(in FrameView frame)
    {
        if (!_countEvents)
        {
            return;
        }

        int direction = (int)frame.Start.Direction;
        _frames[direction]++;
        _payloadOctets[direction] += frame.State is PayloadState.Elided or PayloadState.Gap
            ? (ulong)frame.Payload.Length
            : frame.Start.Header.PayloadLength;
    }

    /// <summary>Counts a message.</summary>
    public void Add(in MessageView message)
    {
        if (_countEvents && message.End.State != PayloadState.Gap)
        {
            _messages[(int)message.End.Direction]++;
        }
    }

    /// <summary>Counts a violation.</summary>
    public void Add(in Violation violation) => _violations[(int)violation.Rule]++;

    /// <summary>Counts a problem.</summary>
    public void Add(CaptureProblem problem)
    {
        _ = problem;
        Problems++;
    }

    /// <summary>Adds up a connection that has ended.</summary>
    public void Add(WireStatistics statistics)
    {
        for (int direction = 0; direction < 2; direction++)
        {
            DirectionStatistics counts = statistics[(Direction)direction];
            _octets[direction] += counts.Octets;
            if (_countEvents)
            {
                continue;
            }

            foreach (long frames in counts.Frames)
            {
                _frames[direction] += frames;
            }

            _messages[direction] += counts.Messages;
            _payloadOctets[direction] += counts.PayloadOctets;
        }
    }

    /// <summary>Adds up a connection that was only counted.</summary>
    public void Add(ConnectionCounts counts)
    {
        Add(counts.Handshake);
        for (int direction = 0; direction < 2; direction++)
        {
            _octets[direction] += counts.Octets((Direction)direction);
            _frames[direction] += counts.Frames((Direction)direction);
            _messages[direction] += counts.Messages((Direction)direction);
            _payloadOctets[direction] += counts.PayloadOctets((Direction)direction);
        }
    }

    /// <summary>Adds the totals of another run, or of another thread of this one.</summary>
    /// <exception cref="OverflowException">A sum is beyond what a number holds.</exception>
    public void Add(RunTotals other)
    {
        checked
        {
            _seen += other._seen;
            WebSocketConnections += other.WebSocketConnections;
            Problems += other.Problems;
            for (int direction = 0; direction < 2; direction++)
            {
                _octets[direction] += other._octets[direction];
                _frames[direction] += other._frames[direction];
                _messages[direction] += other._messages[direction];
                _payloadOctets[direction] += other._payloadOctets[direction];
            }

            for (int rule = 0; rule < _violations.Length; rule++)
            {
                _violations[rule] += other._violations[rule];
            }
        }
    }

    /// <summary>Sets the counts of connections and problems, as a summary states them.</summary>
    internal void Set(long connections, long webSocketConnections, long problems) =>
        (_seen, WebSocketConnections, Problems) = (connections, webSocketConnections, problems);

    /// <summary>Sets the counts of a direction.</summary>
    internal void Set(Direction direction, long frames, long messages, ulong payloadOctets) =>
        (_frames[(int)direction], _messages[(int)direction], _payloadOctets[(int)direction]) = (frames, messages, payloadOctets);

    /// <summary>Sets how often a rule was broken.</summary>
    internal void Set(Rule rule, long count) => _violations[(int)rule] = count;

    /// <summary>The run is over.</summary>
    /// <param name="connections">TCP connections the sources numbered, or null when only those seen count.</param>
    public void Complete(long? connections) => Connections = connections is { } all && !_countEvents ? Math.Max(all, _seen) : _seen;
}

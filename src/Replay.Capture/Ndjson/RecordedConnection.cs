using System.Text;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Ndjson;

/// <summary>
/// One connection's lines, delivered as octets. Frames are numbered in the order in which headers complete and said in the
/// order in which frames do: one that comes too early waits for the one around whose payload it was interleaved.
/// </summary>
internal sealed class RecordedConnection(ConnectionInfo info, bool isReversed, IOctetSink sink, SourceOptions options)
{
    // A frame may wait for one that the record does not have (a filter left it out): no more than this do.
    private const int MaxWaiting = 1024;

    private readonly RecordedStream[] _streams = [new(), new()];
    private readonly SortedList<long, RecordedFrame> _waiting = [];
    private IConnectionInput? _input;
    private bool _hasOctets;
    private long _next;
    private long _waitingOctets;

    /// <summary>True when the record says that the handshake is missing.</summary>
    public bool HasNoHandshake { get; init; }

    /// <summary>A line of octets: from the first on, frames and heads are taken from these.</summary>
    public void Octets(Direction direction, Timestamp time, ulong? offset, ReadOnlySpan<byte> octets, ulong? elided, OctetState state)
    {
        _hasOctets = true;
        IConnectionInput input = Open(isHead: octets.StartsWith("HTTP/"u8) || HexDumps.DirectionGuess.IsRequest(octets));
        RecordedStream stream = Of(direction);
        while (stream.Gaps.TryDequeue(out RecordedGap gap))
        {
            Push(input, direction, gap.Time, gap.Length, OctetState.Gap);
        }

        Fill(input, direction, time, offset);
        if (elided is { } length)
        {
            Push(input, direction, time, length, OctetState.Elided);
        }
        else
        {
            Push(input, direction, time, octets, state);
        }
    }

    /// <summary>A head, rebuilt from its lines.</summary>
    public void Head(Direction direction, Timestamp time, string startLine, IEnumerable<(string Name, string Value)> headers)
    {
        StringBuilder head = new(startLine + "\r\n");
        foreach ((string name, string value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (!_hasOctets)
        {
            Push(Open(isHead: true), direction, time, Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), OctetState.Complete);
        }
    }

    /// <summary>Missing octets.</summary>
    public void Gap(Direction direction, RecordedGap gap)
    {
        RecordedStream stream = Of(direction);
        if (gap.Offset == stream.At)
        {
            Push(Open(isHead: false), direction, gap.Time, gap.Length, OctetState.Gap);
        }
        else if (gap.Offset > stream.At)
        {
            stream.Keep(gap);
        }
    }

    /// <summary>A frame.</summary>
    public void Frame(RecordedFrame frame)
    {
        if (_hasOctets)
        {
            return;
        }

        IConnectionInput input = Open(isHead: false);
        if (frame.Number is not { } number || number < _next || _waiting.ContainsKey(number))
        {
            Deliver(input, frame);
            return;
        }

        _waiting.Add(number, frame);
        _waitingOctets += frame.Wire.Length;
        if (number == _next)
        {
            DeliverRun(input, _waiting.Values[^1] == frame ? null : frame);
        }
        else if (_waiting.Count > MaxWaiting || _waitingOctets > options.MaxReorderOctets || _waiting.Values[0].Direction != frame.Direction)
        {
            // Frames of both directions wait: the one that is missing would have come before one of them.
            DeliverAll(input);
        }
    }

    /// <summary>The record of the connection ends.</summary>
    public void End(Timestamp time, EndKind how, TcpEnding tcp)
    {
        IConnectionInput input = Open(isHead: false);
        Flush();
        input.PushEnd(time, how, tcp);
    }

    /// <summary>No more lines come: what waits is delivered.</summary>
    public void Flush()
    {
        IConnectionInput input = Open(isHead: false);
        DeliverAll(input);
        for (Direction direction = Direction.Tx; direction <= Direction.Rx; direction++)
        {
            RecordedStream stream = Of(direction);
            while (stream.Gaps.TryDequeue(out RecordedGap gap))
            {
                Fill(input, direction, gap.Time, gap.Offset);
                Push(input, direction, gap.Time, gap.Length, OctetState.Gap);
            }
        }
    }

    private RecordedStream Of(Direction direction) => _streams[(int)direction];

    /// <summary>The sink hears of the connection with its first octets, which tell whether they are a head.</summary>
    private IConnectionInput Open(bool isHead) => _input ??= sink.Open(info with { StartsAtFrame = HasNoHandshake && !isHead });

    /// <summary>Delivers what waited for the next number, the first frame's payload behind the headers that it came after.</summary>
    private void DeliverRun(IConnectionInput input, RecordedFrame? around)
    {
        if (around is null)
        {
            DeliverAll(input);
            return;
        }

        Take(0);
        Timestamp time = _waiting.Values[0].Time;
        Place(input, around, time);
        Push(input, around.Direction, time, around.Wire.AsSpan(0, around.Header.HeaderLength), around.Octets);
        while (_waiting.Count > 0 && _waiting.Keys[0] == _next && _waiting.Values[0].Direction != around.Direction)
        {
            Deliver(input, Take(0));
        }

        DeliverPayload(input, around);
    }

    private void DeliverAll(IConnectionInput input)
    {
        while (_waiting.Count > 0)
        {
            Deliver(input, Take(0));
        }
    }

    private RecordedFrame Take(int index)
    {
        RecordedFrame frame = _waiting.Values[index];
        _next = _waiting.Keys[index] + 1;
        _waiting.RemoveAt(index);
        _waitingOctets -= frame.Wire.Length;
        return frame;
    }

    private void Deliver(IConnectionInput input, RecordedFrame frame)
    {
        Place(input, frame, frame.Time);
        if (frame.Missing == 0)
        {
            Push(input, frame.Direction, frame.Time, frame.Wire, frame.Octets);
            return;
        }

        Push(input, frame.Direction, FirstTime(frame), frame.Wire.AsSpan(0, frame.Header.HeaderLength), frame.Octets);
        DeliverPayload(input, frame);
    }

    private void DeliverPayload(IConnectionInput input, RecordedFrame frame)
    {
        RecordedStream stream = Of(frame.Direction);
        OctetState state = frame.State is PayloadState.Elided or PayloadState.Cut ? OctetState.Elided : OctetState.Gap;
        Push(input, frame.Direction, FirstTime(frame), frame.Wire.AsSpan(frame.Header.HeaderLength), frame.Octets);
        ulong end = stream.At + Math.Min(frame.Missing, ulong.MaxValue - stream.At);
        bool isLeftOut = state == OctetState.Elided;
        while (stream.At < end && stream.Gaps.TryPeek(out RecordedGap gap) && gap.Offset < end)
        {
            stream.Gaps.Dequeue();
            Fill(input, frame.Direction, gap.Time, gap.Offset, state);
            Push(input, frame.Direction, gap.Time, gap.Length, state);
            if (gap.Length is null)
            {
                return;
            }

            isLeftOut = true;
        }

        // A line keeps no payload behind a gap. Without one the frame never completed: the next one of this direction,
        // or the end, says so.
        if (isLeftOut)
        {
            Fill(input, frame.Direction, frame.Time, end, state);
        }
    }

    /// <summary>When the header came: before the first gap in the payload.</summary>
    private Timestamp FirstTime(RecordedFrame frame) =>
        frame.Missing > 0 && Of(frame.Direction).Gaps.TryPeek(out RecordedGap gap) && gap.Time.HasValue && gap.Time < frame.Time ? gap.Time : frame.Time;

    /// <summary>What is missing before a frame.</summary>
    private void Place(IConnectionInput input, RecordedFrame frame, Timestamp time)
    {
        RecordedStream stream = Of(frame.Direction);
        while (frame.Offset is { } before && stream.Gaps.TryPeek(out RecordedGap gap) && gap.Offset <= before)
        {
            stream.Gaps.Dequeue();
            Push(input, frame.Direction, gap.Time, gap.Length, OctetState.Gap);
        }

        if (stream.IsPlaced)
        {
            Fill(input, frame.Direction, time, frame.Offset);
        }

        stream.IsPlaced = true;
        stream.At = frame.Offset ?? stream.At;
    }

    private void Fill(IConnectionInput input, Direction direction, Timestamp time, ulong? offset, OctetState state = OctetState.Gap)
    {
        RecordedStream stream = Of(direction);
        if (offset > stream.At)
        {
            Push(input, direction, time, offset - stream.At, state);
        }
    }

    private void Push(IConnectionInput input, Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        Of(direction).At += (ulong)octets.Length;
        input.Push(Shown(direction), time, octets, state);
    }

    private void Push(IConnectionInput input, Direction direction, Timestamp time, ulong? length, OctetState state)
    {
        Of(direction).At += length.GetValueOrDefault();
        input.PushGap(Shown(direction), time, length, state);
    }

    private Direction Shown(Direction direction) => isReversed ? 1 - direction : direction;
}

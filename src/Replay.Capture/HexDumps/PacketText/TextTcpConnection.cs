using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.HexDumps.PacketText;

/// <summary>One TCP connection of a text of packets.</summary>
internal sealed class TextTcpConnection(SourceInput input, SourceContext context, string first, string second, bool? firstIsClient)
{
    // Octets of one direction that may wait for a segment missing before them.
    private const int MaxWaiting = 1024 * 1024;

    private readonly long _number = context.NextConnection();
    private readonly Half[] _halves = [new(), new()];
    private IConnectionInput? _connection;
    private Perspective _perspective;
    private bool _firstIsClient = firstIsClient ?? true;
    private bool _isOther;
    private Timestamp _started = Timestamp.None;
    private Timestamp _last = Timestamp.None;
    private bool _isReset;

    /// <summary>True when both sides have finished or one has reset.</summary>
    public bool IsOver => _isReset || (_halves[0].IsFinished && _halves[1].IsFinished);

    /// <summary>A segment.</summary>
    public void Segment(string from, Timestamp time, uint sequence, ReadOnlySpan<byte> payload, int missing, bool isSyn, bool isFin, bool isReset)
    {
        _started = _started.HasValue ? _started : time;
        _last = time.HasValue ? time : _last;
        int side = from == first ? 0 : 1;
        Half half = _halves[side];
        if (isSyn || !half.HasNext)
        {
            half.Next = sequence;
            half.HasNext = true;
        }

        half.IsFinished |= isFin;
        _isReset |= isReset;
        if (payload.IsEmpty)
        {
            return;
        }

        // RFC 9293 §3.4: sequence numbers are compared modulo 2^32.
        if ((int)(sequence - half.Next) > 0)
        {
            if (half.WaitingOctets + payload.Length <= MaxWaiting)
            {
                half.Waiting.Add((sequence, time, payload.ToArray(), missing));
                half.WaitingOctets += payload.Length;
                return;
            }

            Skip(side, half, time);
        }

        Deliver(side, half, sequence, time, payload, missing);
        Release(side, half);
    }

    /// <summary>No segment follows.</summary>
    public void End(Timestamp time)
    {
        for (int side = 0; side < 2; side++)
        {
            while (_halves[side].Waiting.Count > 0)
            {
                Skip(side, _halves[side], time);
            }
        }

        EndKind how = _isReset ? EndKind.Reset : _halves[0].IsFinished && _halves[1].IsFinished ? EndKind.Fin : EndKind.CaptureEnd;
        _connection?.PushEnd(time.HasValue ? time : _last, how);
    }

    /// <summary>Gives up waiting for the segment before those that wait.</summary>
    private void Skip(int side, Half half, Timestamp time)
    {
        if (half.Waiting.Count == 0)
        {
            return;
        }

        uint nearest = half.Waiting.Min(waiting => waiting.Sequence - half.Next);
        if (IsOpen(side, half.Waiting[0].Octets))
        {
            _connection!.PushGap(Of(side), time, nearest);
        }

        half.Next += nearest;
        Release(side, half);
    }

    private void Release(int side, Half half)
    {
        for (int i = 0; i < half.Waiting.Count;)
        {
            (uint sequence, Timestamp time, byte[] octets, int missing) = half.Waiting[i];
            if ((int)(sequence - half.Next) > 0)
            {
                i++;
                continue;
            }

            half.Waiting.RemoveAt(i);
            half.WaitingOctets -= octets.Length;
            Deliver(side, half, sequence, time, octets, missing);
            i = 0;
        }
    }

    private void Deliver(int side, Half half, uint sequence, Timestamp time, ReadOnlySpan<byte> payload, int missing)
    {
        int known = (int)(half.Next - sequence);
        if (known > 0)
        {
            payload = known < payload.Length ? payload[known..] : default;
        }

        if (payload.IsEmpty)
        {
            return;
        }

        half.Next += (uint)(payload.Length + missing);
        if (!IsOpen(side, payload))
        {
            return;
        }

        _connection!.Push(Of(side), time, payload);
        if (missing > 0)
        {
            _connection.PushGap(Of(side), time, (ulong)missing);
        }
    }

    private bool IsOpen(int side, ReadOnlySpan<byte> octets)
    {
        if (_connection is not null || _isOther)
        {
            return !_isOther;
        }

        Party? party = DirectionGuess.Of(octets, out _);
        if (party is null)
        {
            // Neither HTTP nor frames: another protocol.
            _isOther = true;
            return false;
        }

        if (firstIsClient is null)
        {
            _firstIsClient = (party == Party.Client) == (side == 0);
        }

        _perspective = context.Options.Perspective ?? Perspective.Client;
        _connection = context.Sink.Open(new ConnectionInfo
        {
            Connection = _number,
            Source = input.Name,
            Client = _firstIsClient ? first : second,
            Server = _firstIsClient ? second : first,
            Perspective = _perspective,
            Started = _started,
            Limits = _started.HasValue ? ["times are printed without a zone and taken for UTC"] : ["the text states no times"],
        });
        return true;
    }

    private Direction Of(int side) =>
        ((side == 0) == _firstIsClient) == (_perspective == Perspective.Client) ? Direction.Tx : Direction.Rx;

    private sealed class Half
    {
        public uint Next;

        public bool HasNext;

        public bool IsFinished;

        public List<(uint Sequence, Timestamp Time, byte[] Octets, int Missing)> Waiting = [];

        public int WaitingOctets;
    }
}

using System.Runtime.CompilerServices;

namespace Replay.Capture.Tcp;

/// <summary>
/// Turns TCP segments into octet streams, RFC 9293. A segment in order goes straight on, where it stands in the
/// reader's block; only those that come early are copied. Whether a connection is new, goes on or has ended depends on
/// headers alone: connections that are skipped, or decoded by another reader, are followed in the same way without their
/// octets, so that all readers of one capture number its connections alike.
/// </summary>
/// <typeparam name="THandler">Where streams go.</typeparam>
internal sealed partial class TcpReassembler<THandler>
    where THandler : struct, ITcpStreamHandler
{
    /// <summary>No TCP window is larger than 2^30 octets (RFC 7323 §2.3): what seems older than that lies ahead.</summary>
    private const int MaxWindow = 1 << 30;

    /// <summary>How far a reset may stand from the octets seen, in either direction.</summary>
    private const int MaxResetDistance = 1 << 24;

    /// <summary>Places in which connections with holes are counted, a power of two.</summary>
    private const int HoleMarks = 1024;

    /// <summary>Nanoseconds after an RST in which packets of the other side, sent before it came, still count.</summary>
    private const long ResetGrace = 1_000_000_000;

    private readonly SourceContext _context;
    private readonly SourceOptions _options;
    private readonly CaptureStatistics _statistics;
    private readonly FlowTable _table = new();
    private readonly ClosedFlows _closed;
    private readonly SegmentHistory _history = new();
    private readonly Spares<TcpConnection> _free = new();
    private readonly Spares<ReorderQueue> _freeQueues = new();
    // Objects: collections of them are compiled with the runtime, those of values when they are first used.
    private readonly Queue<PendingReset> _resets = [];
    private readonly ushort[] _holes = new ushort[HoleMarks];
    private readonly Queue<PendingWait> _waits = [];
    private readonly long _idleLimit;
    private readonly long _gapWait;
    private readonly int _gapWaitPackets;
    private long _nextTick = long.MaxValue;
    private long _nextWait = long.MaxValue;
    private long _arrivals;
    private long _held;
    private long _nextSweep = long.MaxValue;
    private long _nextReset = long.MaxValue;
    private long _lastTime = long.MinValue;
    private int _evictionHand;
    private bool _evictionSaid;
    private readonly THandler _handler;

    public TcpReassembler(SourceContext context, THandler handler)
    {
        _context = context;
        _options = context.Options;
        _statistics = context.Statistics;
        _closed = new ClosedFlows(_options.MaxClosedConnections);
        _idleLimit = _options.IdleLimit > TimeSpan.Zero ? _options.IdleLimit.Ticks * TimeSpan.NanosecondsPerTick : long.MaxValue;
        _gapWait = _options.MaxGapWait.Ticks > long.MaxValue / TimeSpan.NanosecondsPerTick ? long.MaxValue : _options.MaxGapWait.Ticks * TimeSpan.NanosecondsPerTick;
        _gapWaitPackets = _gapWait > 0 ? _options.MaxGapWaitPackets : 0;
        _handler = handler;
    }

    /// <summary>Where delivered octets can be looked at once more.</summary>
    public SegmentHistory History => _history;

    /// <summary>Connections followed at the moment.</summary>
    public int OpenConnections => _table.Count;

    /// <summary>A segment over any network layer.</summary>
    [MethodImpl(HotPath.Options)]
    public void Segment(in FlowKey key, int half, ref TcpSegment segment)
    {
        ulong hash = key.Hash;
        if (_table.Find(hash, key) is { } connection)
        {
            // One that does no more than acknowledge matters as little here as on the short way: see Do.
            if (segment.Flags != TcpFlags.Ack || segment.Payload.Length + (long)segment.Missing != 0 || _holes[HoleMark(hash)] != 0)
            {
                Take(connection, half, ref segment);
            }

            return;
        }

        Unknown(hash, key, half, ref segment);
    }

    /// <summary>Ends what is still open: the captures are over.</summary>
    public void Finish()
    {
        var open = new List<TcpConnection>(_table.Count);
        foreach (ref readonly FlowTable.Slot slot in _table.Slots)
        {
            if (slot.Connection is { } connection)
            {
                open.Add(connection);
            }
        }

        open.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        open.ForEach(Abandon);
        _resets.Clear();
        _waits.Clear();
    }

    private static int HoleMark(ulong hash) => (int)(hash >> 32) & (HoleMarks - 1);

    private void Take(TcpConnection connection, int half, ref TcpSegment segment)
    {
        if ((segment.Flags & (TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst)) == 0 && !connection.IsTroubled)
        {
            Append(connection, half, ref segment);
        }
        else
        {
            Follow(connection, half, ref segment);
        }
    }

    /// <summary>Hands on octets that are the next of their direction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pass(TcpConnection connection, int half, ref TcpHalf from, uint sequence, long time, ReadOnlySpan<byte> octets)
    {
        from.Next = sequence + (uint)octets.Length;
        from.Delivered += (uint)octets.Length;
        if (connection.Stage != StreamStage.Skipped)
        {
            _history.Add(ref from, sequence, octets.Length, _history.PositionOf(octets));
            _handler.OnOctets(connection, half, time, octets);
        }
    }

    /// <summary>The usual case: nothing is missing, nothing begins or ends.</summary>
    private void Append(TcpConnection connection, int half, ref TcpSegment segment)
    {
        Clock(connection, segment.Time);
        ref TcpHalf from = ref connection.Halves[half];
        if (from.IsKnown && segment.Sequence == from.Next && segment.Missing == 0)
        {
            ref TcpHalf to = ref connection.Halves[half ^ 1];
            if ((int)(segment.Acknowledgment - to.Next) > 0)
            {
                NoteAcknowledgment(connection, half ^ 1, ref segment);
                if (NoteAnswer(connection, half ^ 1, ref segment))
                {
                    PlaceWaiting(connection, half, ref segment);
                    return;
                }
            }

            if (segment.Payload.Length > 0)
            {
                Pass(connection, half, ref from, segment.Sequence, segment.Time, segment.Payload);
            }

            return;
        }

        // Whatever comes out of order may be an answer, too.
        if ((segment.Flags & TcpFlags.Ack) != 0)
        {
            Acknowledge(connection, half ^ 1, segment.Acknowledgment, segment.Time);
            NoteAnswer(connection, half ^ 1, ref segment);
        }

        PlaceWaiting(connection, half, ref segment);
    }

    private void PlaceWaiting(TcpConnection connection, int half, ref TcpSegment segment)
    {
        Place(connection, half, ref segment);
        if (connection.Waits != 0)
        {
            CountWait(connection, segment.Time);
            NoteTrouble(connection);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Clock(TcpConnection connection, long time)
    {
        // One packet with a wild time must not close everything out: two in a row have to agree.
        long now = Math.Min(time, _lastTime);
        _lastTime = time;
        connection.LastSeen = time;
        if (now >= _nextTick)
        {
            Tick(now, connection);
        }
    }

    private static void NoteAcknowledgment(TcpConnection connection, int half, ref TcpSegment segment)
    {
        ref TcpHalf to = ref connection.Halves[half];
        ref uint unseen = ref connection.HalfWaits[half].Unseen;
        if (to.IsKnown && (segment.Flags & TcpFlags.Ack) != 0 && (!to.HasUnseen || (int)(segment.Acknowledgment - unseen) > 0))
        {
            to.HasUnseen = true;
            unseen = segment.Acknowledgment;
        }
    }

    /// <summary>A segment of a connection with holes, or one that begins or ends something.</summary>
    private void Follow(TcpConnection connection, int half, ref TcpSegment segment)
    {
        Clock(connection, segment.Time);
        if ((segment.Flags & TcpFlags.Syn) != 0 && !Synchronize(connection, half, ref segment))
        {
            Replace(connection, half, ref segment);
            return;
        }

        if ((segment.Flags & TcpFlags.Ack) != 0)
        {
            Acknowledge(connection, half ^ 1, segment.Acknowledgment, segment.Time);
            NoteAnswer(connection, half ^ 1, ref segment);
        }

        if (!connection.IsTroubled && connection.Waits == 0 && segment.Payload.Length + (long)segment.Missing == 0 && (segment.Flags & (TcpFlags.Fin | TcpFlags.Rst)) == 0)
        {
            // A SYN and nothing else.
            return;
        }

        if (connection.Waits != 0)
        {
            GiveUpOld(connection, segment.Time);
        }

        if ((segment.Flags & TcpFlags.Rst) != 0)
        {
            Abort(connection, half, ref segment);
            return;
        }

        bool hasNew = (int)(segment.Sequence + (uint)segment.Payload.Length - connection.Halves[half].Next) > 0;
        Place(connection, half, ref segment);
        if (connection.IsReset && half == connection.ResetHalf && segment.Payload.Length > 0 && hasNew)
        {
            // Whoever resets sends no more data, only late copies of old: the RST was forged, or not accepted.
            connection.IsReset = false;
        }

        if (connection.Waits != 0)
        {
            CountWait(connection, segment.Time);
        }

        if (connection.HasQueue && (MayGoOn(connection, 0) || MayGoOn(connection, 1)))
        {
            // What was waited for may have been a FIN, or not have been missing after all.
            Release(connection, segment.Time);
        }

        Settle(connection);
    }

    /// <summary>First packet of a connection, or a late one of a connection that is over.</summary>
    private void Unknown(ulong hash, in FlowKey key, int half, ref TcpSegment segment)
    {
        if (_closed.Find(hash, out uint closedInitial, out bool wasReset))
        {
            uint initial = (segment.Flags & TcpFlags.Ack) != 0 ? segment.Acknowledgment - 1 : segment.Sequence;
            if ((segment.Flags & TcpFlags.Syn) == 0 || (closedInitial == initial && !wasReset))
            {
                return;
            }
        }

        Begin(hash, key, half, ref segment);
    }

    private void Begin(ulong hash, in FlowKey key, int half, ref TcpSegment segment)
    {
        if (_table.Count >= _options.MaxConnections)
        {
            Evict(segment.Packet, segment.Time);
        }

        TcpConnection connection = _free.TryTake(out TcpConnection? used) ? used : new TcpConnection();
        bool isOwn = _context.OwnsNext(hash);
        connection.Reset(key, hash, _context.NextConnection(isOwn), segment.Time);
        connection.IsForeign = !isOwn;
        _table.Add(connection);
        if (isOwn)
        {
            _statistics.Connections++;
        }
        else
        {
            connection.Stage = StreamStage.Skipped;
        }

        if (_nextSweep == long.MaxValue && _idleLimit != long.MaxValue && segment.Time != long.MinValue)
        {
            _nextSweep = segment.Time + _idleLimit / 4;
            _nextTick = Math.Min(_nextTick, _nextSweep);
        }

        Take(connection, half, ref segment);
    }

    /// <summary>Takes in a SYN. False when it belongs to another incarnation of the connection.</summary>
    private static bool Synchronize(TcpConnection connection, int half, ref TcpSegment segment)
    {
        ref TcpHalf from = ref connection.Halves[half];
        ref TcpHalf to = ref connection.Halves[half ^ 1];
        bool answers = (segment.Flags & TcpFlags.Ack) != 0;
        uint first = segment.Sequence + 1;
        if (from.HasSyn)
        {
            if (from.Initial != segment.Sequence)
            {
                // A listener may answer a repeated SYN with another number; nothing was sent under the first.
                if (!answers || from.Delivered != 0 || to.Delivered != 0)
                {
                    return false;
                }

                from.Initial = segment.Sequence;
                from.Next = first;
            }
            else if (connection.IsReset && !answers)
            {
                // Refused, and tried again.
                connection.IsReset = false;
            }
        }
        else
        {
            if (from.IsKnown && from.Next - (uint)from.Delivered != first)
            {
                return false;
            }

            from.HasSyn = true;
            from.Initial = segment.Sequence;
            if (!from.IsKnown)
            {
                from.IsKnown = true;
                from.Next = first;
            }

            if (answers && !to.IsKnown)
            {
                to.IsKnown = true;
                to.Next = segment.Acknowledgment;
            }

            if (connection.Opener == TcpConnection.Unknown)
            {
                // RFC 9293 §3.5: the first SYN comes from the side that opens; a SYN-ACK from the one that answers.
                connection.Opener = answers ? half ^ 1 : half;
            }

            if (connection.ClientHalf == TcpConnection.Unknown)
            {
                connection.ClientHalf = connection.Opener;
            }
        }

        // The SYN takes the first number; data may follow it in the same segment.
        segment.Sequence = first;
        return true;
    }

    private void Replace(TcpConnection connection, int half, ref TcpSegment segment)
    {
        FlowKey key = connection.Key;
        ulong hash = connection.Hash;
        Abandon(connection);
        Begin(hash, key, half, ref segment);
    }

    /// <summary>A connection that was reset, which ends when a while has passed.</summary>
    private sealed record PendingReset(TcpConnection Connection, long Number, long Time);

    /// <summary>A connection that waits for octets since the time given.</summary>
    private sealed record PendingWait(TcpConnection Connection, long Number, long Time);
}

using System.Globalization;
using Replay.Protocol;

namespace Replay.Capture.Tcp;

// How connections end: FIN, RST, idleness, limits.
internal sealed partial class TcpReassembler<THandler>
{
    private void Abort(TcpConnection connection, int half, ref TcpSegment segment)
    {
        ref TcpHalf from = ref connection.Halves[half];
        int distance = (int)(segment.Sequence - from.Next);
        if (connection.IsReset || (from.IsKnown && (distance < -MaxResetDistance || distance > MaxResetDistance)))
        {
            // RFC 9293 §3.5.3: a reset outside the window is not valid.
            return;
        }

        connection.IsReset = true;
        connection.IsTroubled = true;
        connection.ResetHalf = half;
        connection.ResetTime = segment.Time;
        if (segment.Time == long.MinValue)
        {
            // Without times there is no waiting.
            End(connection, EndKind.Reset, leaveMark: true);
            return;
        }

        if (_resets.Count >= _options.MaxConnections && _resets.TryDequeue(out PendingReset? oldest)
            && oldest.Connection.Number == oldest.Number && oldest.Connection.IsReset && !ReferenceEquals(oldest.Connection, connection))
        {
            End(oldest.Connection, EndKind.Reset, leaveMark: true);
        }

        _resets.Enqueue(new PendingReset(connection, connection.Number, segment.Time));
        _nextReset = Math.Min(_nextReset, segment.Time + ResetGrace);
        _nextTick = Math.Min(_nextTick, _nextReset);
    }

    /// <summary>Finds out whose FIN was first. The order of capture does not tell, what they acknowledge does.</summary>
    private static void NoteFinish(TcpConnection connection, int half, uint acknowledgment)
    {
        ref readonly TcpHalf from = ref connection.Halves[half];
        ref readonly TcpHalf to = ref connection.Halves[half ^ 1];
        if (!to.HasFin)
        {
            connection.FirstFin = half;
            connection.FinAcknowledgment = acknowledgment;
        }
        else if (connection.FinAcknowledgment == from.FinSequence + 1)
        {
            connection.FirstFin = half;
        }
        else
        {
            connection.IsSimultaneous = acknowledgment != to.FinSequence + 1;
        }
    }

    /// <summary>Ends a connection both sides of which have finished; otherwise notes whether it needs more care.</summary>
    private void Settle(TcpConnection connection)
    {
        if (connection.IsFinished)
        {
            End(connection, EndKind.Fin, leaveMark: true);
        }
        else
        {
            NoteTrouble(connection);
        }
    }

    private void NoteTrouble(TcpConnection connection)
    {
        ref TcpHalf a = ref connection.Halves[0];
        ref TcpHalf b = ref connection.Halves[1];
        bool hasHole = a.HasHole || b.HasHole || connection.Waits != 0;
        CountHole(connection, hasHole);
        connection.IsTroubled = hasHole || a.HasFin || b.HasFin || connection.IsReset;
    }

    private void CountHole(TcpConnection connection, bool hasHole)
    {
        if (hasHole != connection.CountsAsHole)
        {
            connection.CountsAsHole = hasHole;
            _isStirred = true;
            ref ushort count = ref _holes[HoleMark(connection.Hash)];
            // A full counter stays full: then acknowledgments are looked up for nothing, which does no harm.
            if (count != ushort.MaxValue)
            {
                count = (ushort)(hasHole ? count + 1 : count - 1);
            }
        }
    }

    /// <summary>Ends a connection that nothing more is known of.</summary>
    private void Abandon(TcpConnection connection)
    {
        GiveUpWaits(connection);
        End(connection, connection.IsFinished ? EndKind.Fin : EndKind.CaptureEnd, leaveMark: false);
    }

    private void End(TcpConnection connection, EndKind how, bool leaveMark)
    {
        (how, long time) = connection.IsReset ? (EndKind.Reset, connection.ResetTime)
            : (how, how == EndKind.Fin ? connection.FinTime : connection.LastSeen);
        if (connection.Stage != StreamStage.Skipped)
        {
            Flush(connection, time);
        }

        DropQueues(connection);
        if (!connection.IsForeign)
        {
            _handler.OnEnd(connection, time, how);
        }

        CountHole(connection, false);
        _table.Remove(connection);
        _isStirred |= !leaveMark;
        if (leaveMark)
        {
            int opener = connection.Opener == TcpConnection.Unknown ? 0 : connection.Opener;
            _closed.Add(connection.Hash, connection.Halves[opener].Initial, how == EndKind.Reset);
        }

        connection.Number = 0;
        connection.Attached = null;
        _free.Add(connection);
    }

    /// <summary>What time brings: connections that were reset a while ago, holes waited for in vain, and connections idle for too long.</summary>
    private void Tick(long time, TcpConnection current)
    {
        TickResets(time, current);
        TickWaits(time, current);
        TickIdle(time, current);
        _nextTick = Math.Min(Math.Min(_nextReset, _nextWait), _nextSweep);
    }

    private void TickResets(long time, TcpConnection current)
    {
        while (_resets.TryPeek(out PendingReset? reset) && reset.Time + ResetGrace <= time)
        {
            _resets.Dequeue();
            if (reset.Connection.Number == reset.Number && reset.Connection.IsReset && !ReferenceEquals(reset.Connection, current))
            {
                End(reset.Connection, EndKind.Reset, leaveMark: true);
            }
        }

        _nextReset = _resets.TryPeek(out PendingReset? next) ? next.Time + ResetGrace : long.MaxValue;
    }

    private void TickIdle(long time, TcpConnection current)
    {
        if (time < _nextSweep)
        {
            return;
        }

        _nextSweep = time + _idleLimit / 4;
        var idle = new List<TcpConnection>();
        foreach (ref readonly FlowTable.Slot slot in _table.Slots)
        {
            if (slot.Connection is { } connection && !ReferenceEquals(connection, current) && connection.LastSeen < time - _idleLimit)
            {
                idle.Add(connection);
            }
        }

        idle.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        foreach (TcpConnection connection in idle)
        {
            connection.IsGivenUp = true;
            Abandon(connection);
        }
    }

    /// <summary>Gives up the connection that promises least among a few: one without payload first, then the one idle longest.</summary>
    private void Evict(long packet, long time)
    {
        if (!_evictionSaid)
        {
            _evictionSaid = true;
            _handler.OnRemark(packet, isOfConnection: false, string.Create(CultureInfo.InvariantCulture, $"more than {_options.MaxConnections} TCP connections are open at once; those idle longest are no longer followed"));
        }

        ReadOnlySpan<FlowTable.Slot> slots = _table.Slots;
        TcpConnection? worst = null;
        for (int seen = 0, tried = 0; seen < 8 && tried < slots.Length; tried++)
        {
            _evictionHand = (_evictionHand + 1) & (slots.Length - 1);
            if (slots[_evictionHand].Connection is { } candidate)
            {
                seen++;
                if (worst is null || (candidate.HasPayload, candidate.LastSeen, candidate.Number).CompareTo((worst.HasPayload, worst.LastSeen, worst.Number)) < 0)
                {
                    worst = candidate;
                }
            }
        }

        if (worst is not null)
        {
            _statistics.EvictedConnections += worst.IsForeign ? 0 : 1;
            worst.IsGivenUp = true;
            Abandon(worst);
        }
    }
}

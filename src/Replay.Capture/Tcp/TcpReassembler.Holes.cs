namespace Replay.Capture.Tcp;

// Holes: what waits behind them, how long, and what is given up.
internal sealed partial class TcpReassembler<THandler>
{
    /// <summary>The other side has confirmed octets: if they are missing here, they come soon or never.</summary>
    private void Acknowledge(TcpConnection connection, int half, uint acknowledgment, long time)
    {
        ref TcpHalf from = ref connection.Halves[half];
        // Beyond the largest window a number lies ahead, however far: a hole may be larger than half the numbers.
        uint ahead = acknowledgment - from.Next;
        if (!from.IsKnown || ahead == 0 || ahead > uint.MaxValue - MaxWindow)
        {
            return;
        }

        ref uint unseen = ref connection.HalfWaits[half].Unseen;
        uint known = from.HasUnseen ? unseen - from.Next : 0;
        if (ahead > known || known > uint.MaxValue - MaxWindow)
        {
            from.HasUnseen = true;
            unseen = acknowledgment;
        }

        Await(connection, half, time);
    }

    /// <summary>
    /// Begins or ends the wait for a hole that was acknowledged. While it lasts, what the other side sent after the acknowledgment
    /// is held back, too: it may answer what lies behind the hole.
    /// </summary>
    private void Await(TcpConnection connection, int half, long time)
    {
        ref TcpHalf from = ref connection.Halves[half];
        ref TcpWait wait = ref connection.HalfWaits[half];
        int bit = 1 << half;
        from.IsAnswered &= IsMissingBefore(from, wait.Covered);
        if (!from.IsAnswered && (!from.HasUnseen || !IsCovered(from, wait.Unseen)))
        {
            connection.Waits &= ~bit;
        }
        else if ((connection.Waits & bit) == 0 || (!from.IsAnswered && !IsCovered(from, wait.Covered)))
        {
            connection.Waits |= bit;
            wait.Covered = wait.Unseen;
            wait.CoveredTime = time;
            wait.Waited = 0;
            Remember(connection, time);
        }
    }

    /// <summary>
    /// Octets that acknowledge some of the other side that were not seen may answer them, even where nothing came behind these yet:
    /// begins to wait.
    /// </summary>
    /// <returns>True when the connection waits.</returns>
    private bool NoteAnswer(TcpConnection connection, int half, ref TcpSegment segment)
    {
        ref TcpHalf from = ref connection.Halves[half];
        if (segment.Payload.Length + (long)segment.Missing > 0 && from.IsKnown && from.Queue is null && (connection.Waits & (1 << half)) == 0
            && (segment.Flags & TcpFlags.Ack) != 0 && IsMissingBefore(from, segment.Acknowledgment)
            && !(from.IsSilent && connection.HalfWaits[half].SilentAt == from.Next))
        {
            from.HasUnseen = true;
            ref TcpWait wait = ref connection.HalfWaits[half];
            wait.Unseen = segment.Acknowledgment;
            wait.Covered = segment.Acknowledgment;
            from.IsAnswered = true;
            Await(connection, half, segment.Time);
        }

        return connection.Waits != 0;
    }

    /// <summary>True when octets before an acknowledgment, a FIN aside, are not there.</summary>
    private static bool IsMissingBefore(in TcpHalf from, uint acknowledgment)
    {
        uint ahead = acknowledgment - from.Next;
        return ahead != 0 && ahead <= MaxWindow && !(from.HasFin && from.Next == from.FinSequence);
    }

    /// <summary>True when octets are missing before others, all of them before an acknowledgment.</summary>
    private static bool IsCovered(in TcpHalf from, uint acknowledgment)
    {
        uint hole = from.Hole;
        uint ahead = acknowledgment - from.Next;
        return hole != 0 && ahead >= hole && ahead <= uint.MaxValue - MaxWindow;
    }

    /// <summary>True when the other direction is waited for.</summary>
    private static bool IsHeldBack(TcpConnection connection, int half) => (connection.Waits & (1 << (half ^ 1))) != 0;

    /// <summary>The same for a segment: one that acknowledges nothing missing answers nothing missing.</summary>
    private static bool IsHeldBack(TcpConnection connection, int half, uint acknowledgment) =>
        IsHeldBack(connection, half) && IsMissingBefore(connection.Halves[half ^ 1], acknowledgment);

    /// <summary>Without further packets of the connection, those of others end its wait.</summary>
    private void Remember(TcpConnection connection, long time)
    {
        if (connection.IsWaitQueued || time == long.MinValue || time > long.MaxValue - _gapWait || _waits.Count >= _options.MaxConnections)
        {
            return;
        }

        connection.IsWaitQueued = true;
        _waits.Enqueue(new PendingWait(connection, connection.Number, time));
        _nextWait = Math.Min(_nextWait, time + _gapWait + 1);
        _nextTick = Math.Min(_nextTick, _nextWait);
    }

    private void TickWaits(long time, TcpConnection current)
    {
        while (_waits.TryPeek(out PendingWait? wait) && wait.Time + _gapWait < time)
        {
            _waits.Dequeue();
            TcpConnection connection = wait.Connection;
            if (connection.Number == wait.Number)
            {
                connection.IsWaitQueued = false;
                if (connection.Waits != 0 && !ReferenceEquals(connection, current))
                {
                    GiveUpOld(connection, time);
                    RememberAgain(connection);
                    Settle(connection);
                }
            }
        }

        _nextWait = _waits.TryPeek(out PendingWait? next) ? next.Time + _gapWait + 1 : long.MaxValue;
    }

    private void RememberAgain(TcpConnection connection)
    {
        if (connection.Waits != 0)
        {
            long first = (connection.Waits & 1) != 0 ? connection.HalfWaits[0].CoveredTime : long.MaxValue;
            long second = (connection.Waits & 2) != 0 ? connection.HalfWaits[1].CoveredTime : long.MaxValue;
            Remember(connection, Math.Min(first, second));
        }
    }

    /// <summary>Gives up what has been waited for too long.</summary>
    private void GiveUpOld(TcpConnection connection, long time)
    {
        for (int half = 0; half < 2; half++)
        {
            long since = connection.HalfWaits[half].CoveredTime;
            if ((connection.Waits & (1 << half)) != 0 && time > since && time - since > _gapWait)
            {
                GiveUpCovered(connection, half, time);
            }
        }
    }

    /// <summary>One more packet of a connection that waits.</summary>
    private void CountWait(TcpConnection connection, long time)
    {
        for (int half = 0; half < 2; half++)
        {
            if ((connection.Waits & (1 << half)) != 0 && connection.HalfWaits[half].Waited++ >= _gapWaitPackets)
            {
                GiveUpCovered(connection, half, time);
            }
        }
    }

    private void GiveUpWaits(TcpConnection connection)
    {
        while (connection.Waits != 0)
        {
            GiveUpCovered(connection, (connection.Waits & 1) != 0 ? 0 : 1, connection.LastSeen);
        }
    }

    /// <summary>The holes that an acknowledgment has covered become gaps, at the time of it.</summary>
    private void GiveUpCovered(TcpConnection connection, int half, long time)
    {
        ref TcpHalf from = ref connection.Halves[half];
        ref TcpWait wait = ref connection.HalfWaits[half];
        uint covered = wait.Covered;
        while (IsCovered(from, covered))
        {
            Skip(connection, half, ref from, from.Hole, wait.CoveredTime);
            // Whatever lies before the acknowledgment was received before the other side sent what is held back.
            while (IsNext(from) && (int)(covered - from.Next) > 0)
            {
                HandOn(connection, half, ref from);
            }
        }

        from.IsFinished |= from.HasFin && from.Next == from.FinSequence;
        (from.IsSilent, wait.SilentAt) = (from.IsAnswered, from.Next);
        from.IsAnswered = false;
        Release(connection, time);
    }

    /// <summary>More waits than may: the hole in front of it, or what holds it back, is given up.</summary>
    private void GiveUp(TcpConnection connection, int half, long time)
    {
        if (connection.Waits != 0)
        {
            GiveUpCovered(connection, IsHeldBack(connection, half) ? half ^ 1 : half, time);
            return;
        }

        ref TcpHalf from = ref connection.Halves[half];
        Skip(connection, half, ref from, from.Hole, time);
        Release(connection, time);
    }

    private static bool MayGoOn(TcpConnection connection, int half) =>
        IsNext(connection.Halves[half]) && !IsHeldBack(connection, half, connection.Halves[half].Queue!.First.Acknowledgment);

    private static bool IsNext(in TcpHalf from) => from.Queue is { } queue && queue.FirstSequence == from.Next;

    /// <summary>Hands on what has become the next in order: of both directions in the order in which it came.</summary>
    private void Release(TcpConnection connection, long time)
    {
        while (true)
        {
            Await(connection, 0, time);
            Await(connection, 1, time);
            bool first = MayGoOn(connection, 0);
            bool second = MayGoOn(connection, 1);
            if (!first && !second)
            {
                return;
            }

            int half = first && (!second || connection.Halves[0].Queue!.First.Order < connection.Halves[1].Queue!.First.Order) ? 0 : 1;
            HandOn(connection, half, ref connection.Halves[half]);
        }
    }

    private void HandOn(TcpConnection connection, int half, ref TcpHalf from)
    {
        ReorderQueue queue = from.Queue!;
        ReorderQueue.Held held = queue.First;
        Deliver(connection, half, ref from, held.Octets, held.Time, held.Position);
        Skip(connection, half, ref from, held.Missing, held.Time);
        _held -= held.Length;
        queue.RemoveFirst();
        if (queue.Count == 0)
        {
            from.Queue = null;
            _freeQueues.Add(queue);
        }

        from.IsFinished |= from.HasFin && from.Next == from.FinSequence;
    }

    /// <summary>The connection is over: holes stay holes.</summary>
    private void Flush(TcpConnection connection, long time)
    {
        GiveUpWaits(connection);
        while (connection.Halves[0].Queue is not null || connection.Halves[1].Queue is not null)
        {
            ReorderQueue? first = connection.Halves[0].Queue;
            ReorderQueue? second = connection.Halves[1].Queue;
            GiveUp(connection, first is not null && (second is null || first.First.Order < second.First.Order) ? 0 : 1, time);
        }

        for (int half = 0; half < 2; half++)
        {
            ref TcpHalf from = ref connection.Halves[half];
            if (from.HasFin && !from.IsFinished)
            {
                Skip(connection, half, ref from, from.FinSequence - from.Next, time);
            }
            else if (from.HasUnseen && !from.HasFin && connection.HalfWaits[half].Unseen is var unseen && (int)(unseen - from.Next) > 1)
            {
                // One more than what was seen may be a FIN that the capture missed.
                Skip(connection, half, ref from, unseen - from.Next, time);
            }
        }
    }
}

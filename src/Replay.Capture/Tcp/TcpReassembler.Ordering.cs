using System.Globalization;

namespace Replay.Capture.Tcp;

// Octets that do not come in order: retransmissions, overlaps, holes.
internal sealed partial class TcpReassembler<THandler>
{
    private void Place(TcpConnection connection, int half, ref TcpSegment segment)
    {
        ref TcpHalf from = ref connection.Halves[half];
        ReadOnlySpan<byte> octets = segment.Payload;
        uint missing = segment.Missing;
        bool isSkipped = connection.Stage == StreamStage.Skipped;
        if (isSkipped)
        {
            // Its place counts, its octets do not.
            missing += (uint)octets.Length;
            octets = default;
        }

        bool finishes = (segment.Flags & TcpFlags.Fin) != 0;
        if (octets.Length == 0 && missing == 0 && !finishes)
        {
            return;
        }

        if (!from.IsKnown)
        {
            // The capture began later than the connection.
            from.IsKnown = true;
            from.Next = segment.Sequence;
        }

        uint sequence = segment.Sequence;
        if (finishes && !from.HasFin && sequence + (uint)octets.Length + missing - from.Next < uint.MaxValue - MaxWindow)
        {
            from.HasFin = true;
            from.FinSequence = sequence + (uint)octets.Length + missing;
            NoteFinish(connection, half, segment.Acknowledgment);
            connection.FinTime = segment.Time;
        }

        int distance = (int)(sequence - from.Next);
        if (distance < 0 && distance >= -MaxWindow)
        {
            _statistics.Retransmissions += isSkipped ? 0 : 1;
            Compare(connection, half, ref from, ref segment);
            uint old = (uint)-distance;
            if (old >= (uint)octets.Length + missing)
            {
                octets = default;
                missing = 0;
            }
            else
            {
                uint fromOctets = Math.Min(old, (uint)octets.Length);
                octets = octets[(int)fromOctets..];
                missing -= old - fromOctets;
            }

            sequence = from.Next;
        }
        else if (distance != 0 && !IsHeldBack(connection, half, segment.Acknowledgment))
        {
            _statistics.Reordered += isSkipped ? 0 : 1;
        }

        if (from.HasFin)
        {
            // Nothing comes behind a FIN.
            uint room = from.FinSequence - from.Next;
            uint start = sequence - from.Next;
            uint keep = start >= room ? 0 : room - start;
            if (keep < (uint)octets.Length)
            {
                octets = octets[..(int)keep];
            }

            missing = Math.Min(missing, keep - (uint)octets.Length);
        }

        if (octets.Length > 0 || missing > 0)
        {
            connection.FinTime = segment.Time;
            ref readonly TcpHalf to = ref connection.Halves[half ^ 1];
            if (to.HasFin && segment.Acknowledgment == to.FinSequence + 1 && (segment.Flags & TcpFlags.Ack) != 0)
            {
                // RFC 9293 §3.6: whoever has got a FIN may go on sending.
                connection.HalfClosedOctets += (uint)octets.Length + missing;
            }

            Store(connection, half, ref from, sequence, octets, missing, ref segment);
        }

        if (from.HasFin && from.Next == from.FinSequence)
        {
            from.IsFinished = true;
        }

        NoteTrouble(connection);
    }

    private void Store(TcpConnection connection, int half, ref TcpHalf from, uint sequence, ReadOnlySpan<byte> octets, uint missing, ref TcpSegment segment)
    {
        if (from.Queue is { } waiting && waiting.Conflicts(from.Next, sequence, octets))
        {
            RemarkConflict(connection, half, ref segment);
        }

        if (sequence == from.Next && !IsHeldBack(connection, half, segment.Acknowledgment))
        {
            uint room = from.Queue is { } queue ? queue.FirstSequence - from.Next : uint.MaxValue;
            int now = (int)Math.Min((uint)octets.Length, room);
            Deliver(connection, half, ref from, octets[..now], segment.Time, _history.PositionOf(octets));
            uint gap = now == octets.Length ? Math.Min(missing, room - (uint)now) : 0;
            Skip(connection, half, ref from, gap, segment.Time);
            octets = octets[now..];
            missing -= gap;
            sequence = from.Next;
            if (from.Queue is null && connection.Waits == 0)
            {
                return;
            }
        }

        if (octets.Length > 0 || missing > 0)
        {
            from.Queue ??= _freeQueues.TryTake(out ReorderQueue? free) ? free : new ReorderQueue();
            long before = from.Queue.InMemory;
            from.Queue.Insert(from.Next, sequence, octets, missing, segment.Acknowledgment, segment.Time, _history.PositionOf(octets), ++_arrivals);
            _held += from.Queue.InMemory - before;
        }

        Release(connection, segment.Time);
        while (from.Queue is { } full && (full.Octets > _options.MaxReorderOctets || full.Count > _options.MaxReorderPackets || (_held > _options.MaxHeldOctets && full.InMemory > 0)))
        {
            GiveUp(connection, half, segment.Time);
        }
    }

    /// <summary>Says so when octets sent again are not the same.</summary>
    private void Compare(TcpConnection connection, int half, ref TcpHalf from, ref TcpSegment segment)
    {
        // RFC 9293 §3.8.4: the octet of a keep-alive is garbage by intent.
        bool isKeepAlive = segment.Payload.Length <= 1 && segment.Sequence == from.Next - 1;
        if (!isKeepAlive && connection.Stage != StreamStage.Skipped
            && _history.Conflicts(from, segment.Sequence, segment.Payload, _history.PositionOf(segment.Payload)))
        {
            RemarkConflict(connection, half, ref segment);
        }
    }

    private void RemarkConflict(TcpConnection connection, int half, ref TcpSegment segment)
    {
        // One remark a connection: who sends such octets sends many.
        if (!connection.HasConflict)
        {
            connection.HasConflict = true;
            _handler.OnRemark(segment.Packet, isOfConnection: true, string.Create(
                CultureInfo.InvariantCulture,
                $"connection {connection.Number}: octets from {connection.Key.Describe(half)} at sequence number {segment.Sequence} differ from an earlier copy, which is the one kept"));
        }
    }

    private void DropQueues(TcpConnection connection)
    {
        for (int half = 0; half < 2; half++)
        {
            ref TcpHalf from = ref connection.Halves[half];
            if (from.Queue is { } queue)
            {
                _held -= queue.InMemory;
                queue.Clear();
                from.Queue = null;
                _freeQueues.Add(queue);
            }
        }
    }

    private void Deliver(TcpConnection connection, int half, ref TcpHalf from, ReadOnlySpan<byte> octets, long time, long position)
    {
        if (octets.Length == 0)
        {
            return;
        }

        if (connection.Stage != StreamStage.Skipped)
        {
            _history.Add(ref from, from.Next, octets.Length, position);
        }

        from.Next += (uint)octets.Length;
        from.Delivered += (uint)octets.Length;
        if (connection.Stage != StreamStage.Skipped)
        {
            _handler.OnOctets(connection, half, time, octets);
        }
    }

    private void Skip(TcpConnection connection, int half, ref TcpHalf from, uint length, long time)
    {
        if (length == 0)
        {
            return;
        }

        from.Next += length;
        from.Delivered += length;
        if (connection.Stage != StreamStage.Skipped)
        {
            _statistics.MissingOctets += length;
            _handler.OnGap(connection, half, time, length);
        }
    }
}

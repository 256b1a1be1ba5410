using Replay.Protocol;

namespace Replay.Sessions.Autobahn;

/// <summary>The wire log of a conversation: octets as they came, each transmitted frame before its octets, each received one behind.</summary>
internal static class SessionWireLog
{
    public static List<WireLogRecord> Of(Session session, IReadOnlyList<int> omissions)
    {
        var log = new List<WireLogRecord>(session.Entries.Length);
        Queue<SessionFrame> transmitted = new(session.Frames.Where(static frame => frame.Start.Direction == Direction.Tx).OrderBy(static frame => frame.Start.Offset));
        var covered = new ulong[2];
        int omission = 0;
        for (int i = 0; i < session.Entries.Length; i++)
        {
            if (omission < omissions.Count && omissions[omission] == i)
            {
                omission++;
                log.Add(new WireLogSwitch(false));
                log.Add(new WireLogSwitch(true));
            }

            SessionEntry entry = session.Entries[i];
            switch (entry.Kind)
            {
                case SessionEntryKind.Octets:
                    Octets(session, entry.Index, transmitted, covered, log);
                    break;
                case SessionEntryKind.Frame when session.Frames[entry.Index] is { Start.Direction: Direction.Rx } frame:
                    log.Add(Received(frame));
                    break;
                case SessionEntryKind.Frame:
                    // Its octets are not in the record; it is all the same.
                    while (transmitted.Count > 0 && transmitted.Peek().Start.Offset <= session.Frames[entry.Index].Start.Offset)
                    {
                        log.Add(Transmitted(transmitted.Dequeue()));
                    }

                    break;
            }
        }

        if (omission < omissions.Count)
        {
            log.Add(new WireLogSwitch(false));
        }

        return log;
    }

    private static void Octets(Session session, int index, Queue<SessionFrame> transmitted, ulong[] covered, List<WireLogRecord> log)
    {
        SessionOctets first = session.Octets[index];
        if (first.Chop == 0 && first.Offset < covered[(int)first.Direction])
        {
            // Part of a read or write whose row is there already.
            return;
        }

        ulong length = Math.Max(first.Chop, first.Length);
        covered[(int)first.Direction] = first.Offset + length;
        byte[] head = Head(session, index, length);
        string hex = Convert.ToHexStringLower(head) + (length > CutPayload.LongestUnmarked ? WireLogOctets.Ellipsis : string.Empty);
        if (first.Direction == Direction.Rx)
        {
            log.Add(new WireLogRxOctets { Length = length, Hex = hex });
            return;
        }

        while (transmitted.Count > 0 && transmitted.Peek().Start.Offset < first.Offset + length)
        {
            log.Add(Transmitted(transmitted.Dequeue()));
        }

        log.Add(new WireLogTxOctets { Length = length, Hex = hex, Sync = false });
    }

    /// <summary>The first octets of a read or write, which may have come in several pieces.</summary>
    private static byte[] Head(Session session, int index, ulong length)
    {
        var head = new List<byte>(CutPayload.Limit);
        SessionOctets first = session.Octets[index];
        int wanted = (int)Math.Min(length, CutPayload.Limit);
        for (int i = index; i < session.Octets.Length && head.Count < wanted; i++)
        {
            SessionOctets piece = session.Octets[i];
            if (piece.Direction != first.Direction)
            {
                continue;
            }

            if ((i > index && piece.Chop > 0) || piece.Offset != first.Offset + (ulong)head.Count)
            {
                break;
            }

            ReadOnlySpan<byte> octets = piece.Octets.Span;
            head.AddRange(octets[..Math.Min(octets.Length, wanted - head.Count)]);
        }

        return [.. head];
    }

    private static WireLogTxFrame Transmitted(SessionFrame frame) => new()
    {
        Length = frame.Start.Header.PayloadLength,
        Payload = CutPayload.Write(frame.Payload.Span, (long)Math.Min(frame.Start.Header.PayloadLength, long.MaxValue)),
        Opcode = (int)frame.Start.Header.Opcode,
        Fin = frame.Start.Header.Fin,
        Rsv = frame.Start.Header.Rsv,
        Mask = Mask(frame),
    };

    private static WireLogRxFrame Received(SessionFrame frame) => new()
    {
        Length = frame.Start.Header.PayloadLength,
        Payload = CutPayload.Write(frame.Payload.Span, (long)Math.Min(frame.Start.Header.PayloadLength, long.MaxValue)),
        Opcode = (int)frame.Start.Header.Opcode,
        Fin = frame.Start.Header.Fin,
        Rsv = frame.Start.Header.Rsv,
        Masked = frame.Start.Header.Masked,
        Mask = Mask(frame),
    };

    private static string? Mask(SessionFrame frame)
    {
        if (!frame.Start.Header.Masked)
        {
            return null;
        }

        Span<byte> key = stackalloc byte[4];
        frame.Start.Header.MaskingKey.Write(key);
        return Convert.ToHexStringLower(key);
    }
}

using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A kept conversation as a source: its octets, again, for whatever decodes or writes them.</summary>
public static class SessionDelivery
{
    /// <summary>Delivers the octets, remarks and the end of a conversation.</summary>
    /// <param name="session">The conversation; octets beyond what is kept of it are delivered as left out.</param>
    /// <param name="sink">Where to.</param>
    public static void Deliver(Session session, IOctetSink sink)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(sink);
        IConnectionInput input = sink.Open(session.Connection);
        foreach (SessionEntry entry in session.Entries)
        {
            switch (entry.Kind)
            {
                case SessionEntryKind.Octets:
                    Deliver(session.Octets[entry.Index], input);
                    break;
                case SessionEntryKind.Gap when session.Gaps[entry.Index] is { State: not OctetState.Elided } gap:
                    input.PushGap(gap.Direction, gap.Time, gap.Length, gap.State);
                    break;
                case SessionEntryKind.Remark:
                    input.PushRemark(session.Remarks[entry.Index].Time, session.Remarks[entry.Index].Text);
                    break;
            }
        }

        input.PushEnd(session.End.Time, session.End.How, session.End.Tcp);
    }

    private static void Deliver(SessionOctets piece, IConnectionInput input)
    {
        if (piece.Chop > 0)
        {
            input.BeginChop(piece.Direction, piece.Chop);
        }

        input.Push(piece.Direction, piece.Time, piece.Octets.Span, piece.State is OctetState.Rebuilt ? OctetState.Rebuilt : OctetState.Complete);
        ulong missing = piece.Length - (ulong)piece.Octets.Length;
        if (missing > 0)
        {
            input.PushGap(piece.Direction, piece.Time, missing, OctetState.Elided);
        }
    }
}

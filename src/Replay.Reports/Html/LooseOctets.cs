using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Html;

/// <summary>
/// The octets of the raw streams that are in no frame: the heads as the report has them, with its secrets masked; a refusal's
/// body; what follows lost framing. All others the page puts together again from frames, so that each stands in it once.
/// </summary>
internal static class LooseOctets
{
    /// <summary>Finds them, in the order of the pieces.</summary>
    /// <param name="session">The conversation.</param>
    /// <param name="showsSecrets">False to leave out everything that may belong to a head whose end is not known.</param>
    public static List<(Direction Direction, ulong Offset, ReadOnlyMemory<byte> Octets)> Of(Session session, bool showsSecrets)
    {
        var found = new List<(Direction Direction, ulong Offset, ReadOnlyMemory<byte> Octets)>();
        foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.Tx, Direction.Rx])
        {
            ImmutableArray<SessionOctets> pieces = [.. session.Octets.Where(one => one.Direction == direction && !one.Octets.IsEmpty)];
            if (HeadOf(session, direction) is { } known)
            {
                found.Add((direction, 0, known.Octets));
            }

            if (pieces.IsEmpty)
            {
                continue;
            }

            List<(ulong Start, ulong End)> covered = Frames(session, direction);
            ulong head = HeadEnd(session, direction, pieces, covered, showsSecrets);
            covered.Insert(0, (0, head));
            Collect(found, direction, pieces, covered);
        }

        return found;
    }

    private static HttpHead? HeadOf(Session session, Direction direction) =>
        (direction == Direction.Tx) == (session.Connection.Perspective == Perspective.Client) ? session.Request : session.Response;

    private static List<(ulong Start, ulong End)> Frames(Session session, Direction direction)
    {
        var covered = new List<(ulong Start, ulong End)>();
        foreach (SessionFrame frame in session.Frames)
        {
            if (frame.Start.Direction == direction)
            {
                ulong end = frame.Start.Offset + frame.Start.Header.HeaderLength + (ulong)frame.Payload.Length;
                covered.Add((frame.Start.Offset, end));
            }
        }

        covered.Sort();
        return covered;
    }

    /// <summary>Where the head ends: behind its empty line, and in doubt at the first frame, and else at no octet of these.</summary>
    private static ulong HeadEnd(Session session, Direction direction, ImmutableArray<SessionOctets> pieces, List<(ulong Start, ulong End)> frames, bool showsSecrets)
    {
        HttpHead? head = HeadOf(session, direction);
        if (session.Handshake.State == HandshakeState.Missing || (head is null && showsSecrets))
        {
            return 0;
        }

        if (head is not null && showsSecrets)
        {
            return (ulong)head.Octets.Length;
        }

        return EmptyLine(pieces) ?? (frames.Count > 0 ? frames[0].Start : ulong.MaxValue);
    }

    private static ulong? EmptyLine(ImmutableArray<SessionOctets> pieces)
    {
        ReadOnlySpan<byte> wanted = "\r\n\r\n"u8;
        int matched = 0;
        ulong next = 0;
        foreach (SessionOctets piece in pieces)
        {
            if (piece.Offset != next || (ulong)piece.Octets.Length != piece.Length)
            {
                return null;
            }

            ReadOnlySpan<byte> octets = piece.Octets.Span;
            for (int i = 0; i < octets.Length; i++)
            {
                matched = octets[i] == wanted[matched] ? matched + 1 : octets[i] == '\r' ? 1 : 0;
                if (matched == wanted.Length)
                {
                    return piece.Offset + (ulong)i + 1;
                }
            }

            next = piece.Offset + piece.Length;
        }

        return null;
    }

    private static void Collect(
        List<(Direction Direction, ulong Offset, ReadOnlyMemory<byte> Octets)> found,
        Direction direction,
        ImmutableArray<SessionOctets> pieces,
        List<(ulong Start, ulong End)> covered)
    {
        int at = 0;
        foreach (SessionOctets piece in pieces)
        {
            ulong position = piece.Offset;
            ulong end = piece.Offset + (ulong)piece.Octets.Length;
            while (position < end)
            {
                while (at < covered.Count - 1 && covered[at].End <= position)
                {
                    at++;
                }

                (ulong start, ulong stop) = covered[at];
                if (start <= position && position < stop)
                {
                    position = stop;
                    continue;
                }

                ulong until = start > position ? Math.Min(start, end) : end;
                found.Add((direction, position, piece.Octets.Slice((int)(position - piece.Offset), (int)(until - position))));
                position = until;
            }
        }
    }
}

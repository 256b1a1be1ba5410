using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>How a conversation was closed, in Autobahn's terms; TX is "me". What the octets do not prove is null.</summary>
internal static class SessionClosing
{
    public static ClosingBehavior Of(Session session)
    {
        bool isServer = session.Connection.Perspective == Perspective.Server;
        Party me = isServer ? Party.Server : Party.Client;
        EndView end = session.End;
        SentClose? mine = FirstClose(session, Direction.Tx, isServer ? end.ServerCloseCode : end.ClientCloseCode);
        SentClose? theirs = FirstClose(session, Direction.Rx, isServer ? end.ClientCloseCode : end.ServerCloseCode);
        bool? dropped = DroppedBy(end, me);
        bool? clean = WasClean(end, mine, theirs);
        return new ClosingBehavior
        {
            IsServer = isServer,
            ClosedByMe = end.ClosedBy is { } first ? first == me : mine is null && theirs is null ? false : null,
            FailedByMe = FailedByMe(end, me, mine, theirs, dropped),
            DroppedByMe = dropped,
            WasClean = clean,
            WasNotCleanReason = clean == false ? Reason(end, mine, theirs) : null,

            // RFC 6455 §7.1.1: the server drops TCP first.
            WasServerConnectionDropTimeout = mine is null || theirs is null || isServer ? false : dropped,
            WasOpenHandshakeTimeout = session.Handshake.State switch
            {
                HandshakeState.Complete => false,
                HandshakeState.Failed => session.Response is null ? dropped : false,
                _ => null,
            },
            WasCloseHandshakeTimeout = mine is null || theirs is not null ? false : dropped,
            LocalCloseCode = mine?.CloseCode?.Value,
            LocalCloseReason = mine?.Reason,

            // A code that may not be sent is not taken for one.
            RemoteCloseCode = theirs?.CloseCode is { MayBeSent: true } code ? code.Value : null,
            RemoteCloseReason = theirs?.CloseCode is { MayBeSent: true } ? theirs.Reason : null,
        };
    }

    /// <summary>A side's first close frame: of a conversation of which no frames were kept what is known at its end.</summary>
    private static SentClose? FirstClose(Session session, Direction direction, CloseCode? known)
    {
        foreach (SessionFrame frame in session.Frames)
        {
            if (frame.Start.Direction == direction && frame.Start.Header.Opcode == Opcode.Close && frame.State != PayloadState.Gap)
            {
                return new SentClose(frame.CloseCode, frame.CloseReason.IsEmpty ? null : CutPayload.Decode(frame.CloseReason.Span));
            }
        }

        return known is not null || session.Statistics[direction].Frames[(int)Opcode.Close] > 0 ? new SentClose(known, null) : null;
    }

    private static bool? DroppedBy(EndView end, Party party) =>
        end.How != EndKind.CaptureEnd && end.DroppedBy is { } dropper ? dropper == party : null;

    private static bool? WasClean(EndView end, SentClose? mine, SentClose? theirs) => end.How switch
    {
        EndKind.CaptureEnd => null,
        _ when mine is null || theirs is null => false,
        EndKind.Reset => false,
        _ => end.Clean && end.DroppedBy != Party.Client,
    };

    /// <summary>RFC 6455 §7.1.7: by a close frame whose code names a fault, sent first, or by dropping TCP without one.</summary>
    private static bool? FailedByMe(EndView end, Party me, SentClose? mine, SentClose? theirs, bool? dropped)
    {
        if (mine is not null && end.ClosedBy == me)
        {
            return mine.CloseCode?.Value is 1002 or 1003 or 1007 or 1008 or 1009 or 1010 or 1011;
        }

        return mine is null && theirs is null ? dropped : false;
    }

    private static string Reason(EndView end, SentClose? mine, SentClose? theirs)
    {
        if (theirs is null && mine is not null)
        {
            return "the peer did not answer the close frame";
        }

        if (mine is null && theirs is not null)
        {
            return "the peer's close frame was not answered";
        }

        if (mine is null)
        {
            return (end.How, end.DroppedBy) switch
            {
                (EndKind.Reset, _) => "TCP was reset without a closing handshake",
                (_, Party.Client) => "the client dropped TCP without a closing handshake",
                (_, Party.Server) => "the server dropped TCP without a closing handshake",
                _ => "TCP ended without a closing handshake",
            };
        }

        return end.How == EndKind.Reset ? "TCP was reset behind the closing handshake" : "the client dropped TCP, which is for the server to do";
    }

    private sealed record SentClose(CloseCode? CloseCode, string? Reason);
}

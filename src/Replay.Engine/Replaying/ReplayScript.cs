using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Engine.Replaying;

/// <summary>The client's side of a recorded conversation, ready to be sent.</summary>
internal sealed class ReplayScript
{
    private ReplayScript(ReplayFidelity fidelity) => Fidelity = fidelity;

    /// <summary>What is sent.</summary>
    public ReplayFidelity Fidelity { get; }

    /// <summary>The writes, or the messages and their fragments, in order.</summary>
    public List<ReplayStep> Steps { get; } = [];

    /// <summary>What the server had said in the end.</summary>
    public ReplayProgress Total { get; private set; }

    /// <summary>What the server had said when the client half-closed TCP; null where it did not.</summary>
    public ReplayProgress? HalfClose { get; private set; }

    /// <summary>Makes the script.</summary>
    /// <param name="session">The conversation.</param>
    /// <param name="wanted">What the user wants sent; null to decide by what the record holds.</param>
    /// <param name="refusal">What the record lacks.</param>
    /// <returns>Null when the record lacks something.</returns>
    public static ReplayScript? Of(Session session, ReplayFidelity? wanted, out string? refusal)
    {
        Direction client = ClientDirection(session);
        string? noOctets = WhyNoOctets(session, client);
        if (wanted == ReplayFidelity.Octets || (wanted is null && noOctets is null))
        {
            refusal = noOctets;
            return refusal is null ? WithHalfClose(OfOctets(session, client), session, client) : null;
        }

        refusal = WhyNoMessages(session, client) is { } lack ? (wanted is null ? noOctets : lack) : null;
        return refusal is null ? WithHalfClose(OfMessages(session, client), session, client) : null;
    }

    /// <summary>The direction in which the client sends.</summary>
    public static Direction ClientDirection(Session session) =>
        session.Connection.Perspective == Perspective.Client ? Direction.Tx : Direction.Rx;

    /// <summary>Whether compressed messages are in it.</summary>
    public static bool IsCompressed(Session session)
    {
        Direction client = ClientDirection(session);
        return session.Messages.Any(message => message.End.Compressed && message.End.Direction == client);
    }

    private static string? WhyNoOctets(Session session, Direction client)
    {
        ulong head = (ulong)(session.Request?.Octets.Length ?? 0);
        foreach (SessionOctets piece in session.Octets)
        {
            if (piece.Direction != client || piece.Offset + piece.Length <= head)
            {
                continue;
            }

            if (piece.State >= OctetState.Elided)
            {
                return string.Create(CultureInfo.InvariantCulture, $"octets {piece.Offset} to {piece.Offset + piece.Length - 1} of the client's stream were left out of the record");
            }

            if ((ulong)piece.Octets.Length < piece.Length)
            {
                return string.Create(CultureInfo.InvariantCulture, $"the client's stream is longer than what is kept of it (from octet {piece.Offset} on)");
            }

            // A format without masks (HAR and the like) gives frames that no client may send.
            if (piece.State == OctetState.Rebuilt && session.Connection.Report is null)
            {
                return "the record holds messages, not octets";
            }
        }

        if (session.Violations.Any(one => one.Rule == Rule.CaptureContextLost && one.Direction == client))
        {
            return "compressed messages of the client refer to octets from before the record, or that it lacks";
        }

        if (Gap(session, client) is { } gap)
        {
            return gap;
        }

        return session.Octets.Any(piece => piece.Direction == client && piece.Offset + piece.Length > head) || session.Messages.Length == 0
            ? null
            : "the record holds no octets of the client";
    }

    private static string? WhyNoMessages(Session session, Direction client)
    {
        foreach (SessionMessage message in session.Messages)
        {
            if (message.End.Direction == client && !message.IsWhole)
            {
                return string.Create(CultureInfo.InvariantCulture, $"the message in frame {message.End.FirstFrame} is not whole in the record");
            }
        }

        return Gap(session, client);
    }

    private static string? Gap(Session session, Direction client)
    {
        ulong head = (ulong)(session.Request?.Octets.Length ?? 0);
        foreach (GapView gap in session.Gaps)
        {
            if (gap.Direction == client && gap.Offset >= head)
            {
                return string.Create(CultureInfo.InvariantCulture, $"octets from {gap.Offset} on are missing in the client's stream");
            }
        }

        return null;
    }

    private static ReplayScript OfOctets(Session session, Direction client)
    {
        var script = new ReplayScript(ReplayFidelity.Octets);
        ulong head = (ulong)(session.Request?.Octets.Length ?? 0);
        Dictionary<ulong, SessionFrame> starts = [];
        foreach (SessionFrame frame in session.Frames.Where(frame => frame.Start.Direction == client))
        {
            starts[frame.Start.Offset] = frame;
        }

        ReplayProgress progress = default;
        foreach (SessionEntry entry in session.Entries)
        {
            progress = Advance(session, entry, client, progress);
            if (entry.Kind != SessionEntryKind.Octets || session.Octets[entry.Index] is not { } piece || piece.Direction != client || piece.Offset + piece.Length <= head)
            {
                continue;
            }

            int skip = piece.Offset < head ? (int)(head - piece.Offset) : 0;
            ulong offset = piece.Offset + (ulong)skip;
            bool isClose = starts.TryGetValue(offset, out SessionFrame? first) && first.Start.Header.Opcode == Opcode.Close;
            if (piece.Chop == 0 && skip == 0 && script.Steps.Count > 0)
            {
                // It continues the write before it.
                script.Steps[^1] = script.Steps[^1] with { Octets = (byte[])[.. script.Steps[^1].Octets.Span, .. piece.Octets.Span] };
                continue;
            }

            script.Steps.Add(new ReplayStep { Octets = piece.Octets[skip..], Time = piece.Time, Awaits = progress, IsClose = isClose });
        }

        script.Total = progress;
        return script;
    }

    private static ReplayScript OfMessages(Session session, Direction client)
    {
        var script = new ReplayScript(ReplayFidelity.Messages);
        ReplayProgress progress = default;
        int pingsToAnswer = 0;
        Dictionary<long, ReplayStep> fragments = Fragments(session, client);
        foreach (SessionEntry entry in session.Entries)
        {
            progress = Advance(session, entry, client, progress);
            if (entry.Kind == SessionEntryKind.Message && session.Messages[entry.Index] is { } message && message.End.Direction == client)
            {
                if (fragments.ContainsKey(message.End.LastFrame))
                {
                    continue;
                }

                script.Steps.Add(new ReplayStep
                {
                    Opcode = message.End.Type == MessageType.Text ? Opcode.Text : Opcode.Binary,
                    Octets = message.Data,
                    Time = message.End.Time,
                    Awaits = progress,
                });
            }
            else if (entry.Kind == SessionEntryKind.Frame && fragments.TryGetValue(session.Frames[entry.Index].Start.Frame, out ReplayStep? fragment))
            {
                script.Steps.Add(fragment with { Time = session.Frames[entry.Index].Time, Awaits = progress });
            }
            else if (entry.Kind == SessionEntryKind.Frame && session.Frames[entry.Index] is { } frame && frame.Start.Header.Opcode.IsControl())
            {
                Opcode opcode = frame.Start.Header.Opcode;
                if (frame.Start.Direction != client)
                {
                    pingsToAnswer += opcode == Opcode.Ping ? 1 : 0;
                }
                else if (opcode == Opcode.Pong && pingsToAnswer > 0)
                {
                    // Live pings are answered as they come.
                    pingsToAnswer--;
                }
                else if (!opcode.IsReserved())
                {
                    script.Steps.Add(new ReplayStep
                    {
                        Opcode = opcode,
                        Octets = frame.Payload,
                        Time = frame.Time,
                        Awaits = progress,
                        IsClose = opcode == Opcode.Close,
                    });
                }
            }
        }

        script.Total = progress;
        return script;
    }

    // The client's fragments by the number of their frame. Those of a compressed message do not say where its data are cut.
    private static Dictionary<long, ReplayStep> Fragments(Session session, Direction client)
    {
        Dictionary<long, ReplayStep> fragments = [];
        Dictionary<long, SessionFrame> frames = session.Frames
            .Where(frame => frame.Start.Direction == client && !frame.Start.Header.Opcode.IsControl())
            .ToDictionary(static frame => frame.Start.Frame);
        foreach (SessionMessage message in session.Messages)
        {
            MessageEnd end = message.End;
            if (end.Direction != client || end.Compressed || end.FirstFrame == end.LastFrame)
            {
                continue;
            }

            int at = 0;
            for (long number = end.FirstFrame; number <= end.LastFrame; number++)
            {
                if (frames.TryGetValue(number, out SessionFrame? frame))
                {
                    int length = (int)Math.Min(frame.Start.Header.PayloadLength, (ulong)(message.Data.Length - at));
                    fragments[number] = new ReplayStep { Opcode = frame.Start.Header.Opcode, Fin = frame.Start.Header.Fin, Octets = message.Data.Slice(at, length) };
                    at += length;
                }
            }
        }

        return fragments;
    }

    // Of the FIN the record says how much the server sent behind it.
    private static ReplayScript WithHalfClose(ReplayScript script, Session session, Direction client)
    {
        ulong behind = session.End.Tcp.HalfClosedOctets;
        if (behind == 0 || session.End.DroppedBy != Party.Client)
        {
            return script;
        }

        SessionOctets[] server = [.. session.Octets.Where(piece => piece.Direction != client)];
        ulong total = server.Length == 0 ? 0 : server.Max(static piece => piece.Offset + piece.Length);
        ReplayProgress progress = default;
        foreach (SessionEntry entry in session.Entries)
        {
            if (entry.Kind == SessionEntryKind.Octets && session.Octets[entry.Index] is { } piece && piece.Direction != client
                && piece.Offset + piece.Length + behind > total)
            {
                break;
            }

            progress = Advance(session, entry, client, progress);
        }

        script.HalfClose = progress;
        return script;
    }

    private static ReplayProgress Advance(Session session, SessionEntry entry, Direction client, ReplayProgress progress)
    {
        if (entry.Kind == SessionEntryKind.Message && session.Messages[entry.Index] is { } message && message.End.Direction != client
            && message.End.State != PayloadState.Gap)
        {
            return progress with { Messages = progress.Messages + 1 };
        }

        return entry.Kind == SessionEntryKind.Frame && session.Frames[entry.Index] is { } frame && frame.Start.Direction != client
            ? progress.WithFrame(frame.Start.Header.Opcode)
            : progress;
    }
}

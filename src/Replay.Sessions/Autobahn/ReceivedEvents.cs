using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>The events a decoded wire log proves, as the fuzzer counted them.</summary>
internal static class ReceivedEvents
{
    /// <summary>True when the octets hold at least as many received frames as the log has lines for.</summary>
    public static bool HasAllFrames(Session session, LogReading log) =>
        session.Frames.Count(frame => frame.Start.Direction == Direction.Rx) >= log.RxFrames.Count;

    public static List<ReceivedEvent> Of(Session session, LogReading log)
    {
        List<ReceivedEvent> events = [];
        int failedAt = FailedAt(session, log);
        int frames = 0;
        int waits = 0;
        foreach (SessionEntry entry in session.Entries)
        {
            switch (entry.Kind)
            {
                case SessionEntryKind.Frame when session.Frames[entry.Index] is { Start.Direction: Direction.Rx } frame:
                    while (waits < log.Waits.Count && log.Waits[waits].RxFrames <= frames)
                    {
                        events.Add(ReceivedEvent.Timeout(log.Waits[waits++].Tag));
                    }

                    frames++;
                    if (frames <= log.RxFrames.Count && Control(frame) is { } control)
                    {
                        events.Add(control);
                    }

                    break;
                case SessionEntryKind.Message when session.Messages[entry.Index] is { End.Direction: Direction.Rx } message:
                    // Once it has failed the connection the fuzzer looks at no message any more.
                    if (frames <= log.RxFrames.Count && frames <= failedAt && message.End.State != PayloadState.Gap)
                    {
                        events.Add(new ReceivedEvent
                        {
                            Kind = EventKind.Message,
                            Type = message.End.Type,
                            Payload = message.Data,
                            Length = message.End.Length,
                            IsWhole = message.IsWhole,
                        });
                    }

                    break;
            }
        }

        while (waits < log.Waits.Count)
        {
            events.Add(ReceivedEvent.Timeout(log.Waits[waits++].Tag));
        }

        return events;
    }

    // The number of received frames up to which messages count.
    private static int FailedAt(Session session, LogReading log)
    {
        int failedAt = log.RxFramesAtFailing;
        int frames = 0;
        HashSet<long> broken = [];
        foreach (Violation one in session.Violations)
        {
            if (one is { Direction: Direction.Rx, Frame: { } frame, Severity: Severity.Error })
            {
                broken.Add(frame);
            }
        }

        foreach (SessionFrame frame in session.Frames)
        {
            if (frame.Start.Direction != Direction.Rx)
            {
                continue;
            }

            if (broken.Contains(frame.Start.Frame) || log.IsLoggedEmpty(frames, frame.Start.Header.PayloadLength))
            {
                return Math.Min(failedAt, frames);
            }

            frames++;
        }

        return failedAt;
    }

    private static ReceivedEvent? Control(SessionFrame frame)
    {
        FrameHeader header = frame.Start.Header;
        if (header.Opcode is not (Opcode.Ping or Opcode.Pong) || !header.Fin || header.PayloadLength > 125 || header.Rsv != 0)
        {
            return null;
        }

        return new ReceivedEvent
        {
            Kind = header.Opcode == Opcode.Ping ? EventKind.Ping : EventKind.Pong,
            Payload = frame.Payload,
            Length = header.PayloadLength,
            IsWhole = frame.State <= PayloadState.Rebuilt,
        };
    }
}

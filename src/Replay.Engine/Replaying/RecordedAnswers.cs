using System.Collections.Immutable;
using Replay.Cases.Scripts;
using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Engine.Replaying;

/// <summary>
/// What a report's log tells of when answers came while frames left in pieces. Whether a peer answers a good frame before it
/// sees the next one's fault is a race: a replay waits where the record's peer had answered, and does not where it had not.
/// </summary>
internal static class RecordedAnswers
{
    /// <summary>Writes into a script's frames that leave in pieces whether an answer followed.</summary>
    public static ImmutableArray<CaseStep> Apply(ImmutableArray<CaseStep> script, IReadOnlyList<WireLogRecord> log)
    {
        List<WireLogTxFrame> sent = [.. log.OfType<WireLogTxFrame>()];
        if (!sent.Exists(static frame => frame.ChopSize > 0) || sent.Exists(static frame => frame.Length is null))
        {
            return script;
        }

        bool?[] answers = Read(log, [.. sent.Select(LengthOf)]);
        var steps = script.ToBuilder();
        int at = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not FrameStep { ChopLength: not null } step)
            {
                continue;
            }

            while (at < sent.Count && (sent[at].ChopSize is not > 0 || sent[at].Opcode != (int)step.Opcode))
            {
                at++;
            }

            if (at < sent.Count)
            {
                steps[i] = step with { AnswerFollows = answers[at++] };
            }
        }

        return steps.ToImmutable();
    }

    // For each frame: an answer came before the last of what was sent behind it, or none came at all; null where the log does not say.
    private static bool?[] Read(IReadOnlyList<WireLogRecord> log, long[] lengths)
    {
        bool?[] answers = new bool?[lengths.Length];
        int done = 0;
        int last = -1;
        bool isOpen = false;
        bool hasClosed = false;
        long octets = 0;
        foreach (WireLogRecord row in log)
        {
            switch (row)
            {
                case WireLogTxOctets when !isOpen:
                    isOpen = true;
                    break;
                case WireLogTxOctets write:
                    if (last >= 0)
                    {
                        answers[last] = true;
                    }

                    octets += (long)(write.Length ?? (ulong)write.Digits.Length / 2);
                    for (; done < lengths.Length && octets >= lengths[done]; done++)
                    {
                        octets -= lengths[done];
                    }

                    break;
                case WireLogRxFrame { Opcode: (int)Opcode.Close }:
                    hasClosed = true;
                    break;
                case WireLogRxFrame when !hasClosed && done > 0:
                    last = done - 1;
                    break;
            }
        }

        // The peer closed and had said nothing more.
        for (int frame = last + 1; hasClosed && frame < lengths.Length; frame++)
        {
            answers[frame] = false;
        }

        return answers;
    }

    private static long LengthOf(WireLogTxFrame frame)
    {
        ulong payload = frame.RepeatLength ?? frame.Length ?? 0;
        return (long)payload + (payload < 126 ? 2 : payload <= ushort.MaxValue ? 4 : 10) + (frame.Mask is null ? 0 : 4);
    }
}

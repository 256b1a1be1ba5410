using System.Collections.Immutable;
using System.Globalization;
using Replay.Cases;
using Replay.Cases.Scripts;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Replaying;

/// <summary>
/// What a report's fuzzer did of its own accord, as the steps of a case: frames with their recorded masks and write sizes,
/// close frames, timers. Answers (to pings and close frames), what timers did, and the close of a case that had all it
/// expected are left out: the fuzzer does these again where the live server gives reason to.
/// </summary>
internal sealed class ReportScript
{
    private readonly AutobahnReport _report;
    private readonly List<SessionFrame> _frames;
    private readonly List<CaseStep> _steps = [];
    private int _frame;
    private string? _lack;

    private ReportScript(Session session)
    {
        _report = session.Connection.Report!;
        _frames = [.. session.Frames.Where(frame => frame.Start.Direction == Direction.Tx)];
    }

    /// <summary>Makes the script.</summary>
    /// <param name="session">A conversation read from a report that was made by a client.</param>
    /// <param name="known">The case of the catalogue, or null.</param>
    /// <param name="keepMasks">Send the recorded masks.</param>
    /// <param name="note">What the reader should know of where the octets come from; null where the record holds all.</param>
    /// <param name="refusal">What the record lacks; then there is no script.</param>
    public static ImmutableArray<CaseStep>? Of(Session session, CaseDefinition? known, bool keepMasks, out string? note, out string? refusal)
    {
        (note, refusal) = (null, null);
        var read = new ReportScript(session);
        read.Read();
        if (known is { Expectation.WireLog: not WireLogMode.On })
        {
            read._lack ??= "the log was off while the case ran";
        }

        if (known is not null && (read._lack is not null || read.Begins(known.Script)))
        {
            note = read._lack is null ? null : $"{read._lack}: sent as the catalogue has it";
            return RecordedAnswers.Apply(keepMasks ? read.WithRecordedMasks(known.Script) : known.Script, read._report.WireLog);
        }

        if (read._lack is not null)
        {
            refusal = read._lack;
            return null;
        }

        return RecordedAnswers.Apply(keepMasks ? [.. read._steps] : [.. read._steps.Select(WithoutMask)], read._report.WireLog);
    }

    private void Read()
    {
        bool received = false;
        bool over = false;
        int pings = 0;
        foreach (WireLogRecord row in _report.WireLog)
        {
            switch (row)
            {
                case WireLogSwitch:
                    _lack ??= "the log was switched off";
                    break;
                case WireLogRxFrame { Opcode: (int)Opcode.Ping }:
                    pings++;
                    received = true;
                    break;
                case WireLogRxFrame:
                case WireLogRxOctets when _frame > 0:
                    // A frame on which the fuzzer fails the connection has its line behind that of the close frame.
                    received = true;
                    break;
                case WireLogTimer { Kind: WireLogTimerKind.Failing or WireLogTimerKind.Closing }:
                    over = true;
                    break;
                case WireLogTimer timer:
                    AddTimer(timer);
                    break;
                case WireLogTxFrame { Opcode: (int)Opcode.Pong } when pings > 0:
                    pings--;
                    _frame++;
                    break;
                case WireLogTxFrame { Opcode: (int)Opcode.Close, Rsv: 0 } when received || over:
                    _frame++;
                    break;
                case WireLogTxFrame frame:
                    AddFrame(frame);
                    break;
            }
        }

        if (_report.CreateWirelog == false || (!_steps.Exists(static step => step is FrameStep or CloseStep) && _report.TxFrames is { } stated && AutobahnReport.Sum(stated) > AutobahnReport.Sum(_report.LoggedTxFrames)))
        {
            _lack ??= "the log was off";
        }
        else if (_frame < _frames.Count)
        {
            _lack ??= "octets were sent that no frame line is for";
        }
    }

    private void AddTimer(WireLogTimer timer)
    {
        if (!double.TryParse(timer.Seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return;
        }

        switch (timer.Kind)
        {
            case WireLogTimerKind.FailAfter:
                _steps.Add(new FailAfterStep(seconds));
                break;
            case WireLogTimerKind.CloseAfter:
                _steps.Add(new CloseAfterStep(seconds));
                break;
            case WireLogTimerKind.Delay:
                _steps.Add(new WaitStep(seconds, timer.Tag is "None" ? null : timer.Tag));
                break;
        }
    }

    private void AddFrame(WireLogTxFrame row)
    {
        SessionFrame? sent = _frame < _frames.Count ? _frames[_frame] : null;
        _frame++;
        if (sent is null)
        {
            _lack ??= string.Create(CultureInfo.InvariantCulture, $"the octets of the client's frame {_frame} are not in the log");
            return;
        }

        FrameHeader header = sent.Start.Header;
        if (sent.State > PayloadState.Rebuilt || (ulong)sent.Payload.Length != header.PayloadLength || (int)header.Opcode != row.Opcode)
        {
            _lack ??= string.Create(CultureInfo.InvariantCulture, $"the payload of the client's frame {_frame} ({header.PayloadLength} octets) was cut");
            return;
        }

        MaskingKey? key = header.Masked ? header.MaskingKey : null;
        bool first = header.Opcode == Opcode.Close && header.Rsv == 0 && !_steps.Exists(step => step is CloseStep);
        _steps.Add(first
            ? CloseOf(sent.Payload.Span, key)
            : new FrameStep(header.Opcode, PatternOf(row, sent.Payload.Span))
            {
                Fin = header.Fin,
                Rsv = header.Rsv,
                ChopLength = row.ChopSize is > 0 and <= int.MaxValue ? (int)row.ChopSize : null,
                Sync = row.Sync,
                MaskingKey = key,
            });
    }

    private static CloseStep CloseOf(ReadOnlySpan<byte> payload, MaskingKey? key) => payload.Length < 2
        ? new CloseStep(null, [.. payload]) { MaskingKey = key }
        : new CloseStep((payload[0] << 8) | payload[1], [.. payload[2..]]) { MaskingKey = key };

    private static PayloadPattern PatternOf(WireLogTxFrame row, ReadOnlySpan<byte> payload) =>
        row.RepeatLength == (ulong)payload.Length && row.Length is > 0 and var unit && unit < (ulong)payload.Length
            ? new PayloadPattern(payload[..(int)unit], payload.Length)
            : new PayloadPattern(payload);

    /// <summary>True when a script of the catalogue begins with what was done: a server that behaves otherwise is then led on by it.</summary>
    private bool Begins(ImmutableArray<CaseStep> known)
    {
        int at = 0;
        foreach (CaseStep done in _steps)
        {
            while (at < known.Length && !Same(known[at], done))
            {
                // Timers and waits may stand elsewhere in a log; what is sent may not.
                if (known[at] is FrameStep or CloseStep or MessageStep or EchoStep or FrameStartStep or FrameDataStep)
                {
                    return false;
                }

                at++;
            }

            if (at == known.Length)
            {
                return done is not (FrameStep or CloseStep);
            }

            at++;
        }

        return true;
    }

    private static bool Same(CaseStep known, CaseStep done) => (known, done) switch
    {
        (FrameStep a, FrameStep b) => a.Opcode == b.Opcode && a.Fin == b.Fin && a.Rsv == b.Rsv && a.ChopLength == b.ChopLength
            && a.Payload.Length == b.Payload.Length && a.Payload.StartsWith(b.Payload.Take((int)Math.Min(b.Payload.Length, int.MaxValue))),
        (CloseStep a, CloseStep b) => a.Code == b.Code && a.Reason.AsSpan().SequenceEqual(b.Reason.AsSpan()),
        (WaitStep a, WaitStep b) => a.Tag == b.Tag,
        (FailAfterStep, FailAfterStep) or (CloseAfterStep, CloseAfterStep) => true,
        _ => false,
    };

    private ImmutableArray<CaseStep> WithRecordedMasks(ImmutableArray<CaseStep> known)
    {
        if (_lack is not null)
        {
            return known;
        }

        var steps = known.ToBuilder();
        int at = 0;
        foreach (CaseStep done in _steps)
        {
            if (done is not (FrameStep or CloseStep))
            {
                continue;
            }

            while (at < steps.Count && !Same(steps[at], done))
            {
                at++;
            }

            if (at < steps.Count)
            {
                steps[at] = (steps[at], done) switch
                {
                    (FrameStep a, FrameStep b) => a with { MaskingKey = b.MaskingKey },
                    (CloseStep a, CloseStep b) => a with { MaskingKey = b.MaskingKey },
                    _ => steps[at],
                };
                at++;
            }
        }

        return steps.ToImmutable();
    }

    private static CaseStep WithoutMask(CaseStep step) => step switch
    {
        FrameStep frame => frame with { MaskingKey = null },
        CloseStep close => close with { MaskingKey = null },
        _ => step,
    };
}

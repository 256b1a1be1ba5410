using Replay.Cases.Scripts;
using Replay.Protocol;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>The script, and what goes out.</summary>
internal sealed partial class FuzzingPeer
{
    private int _step;
    private MaskingKey? _openFrameKey;
    private int _openFrameSent;

    private void RunScript()
    {
        while (_step < _script.Length)
        {
            CaseStep step = _script[_step++];
            if (step is WaitStep wait)
            {
                Log.Timer(WireLogTimerKind.Delay, wait.Seconds, wait.Tag);
                Timers.After(TimeSpan.FromSeconds(wait.Seconds), () => EndWait(wait));
                return;
            }

            Do(step);
        }
    }

    private void EndWait(WaitStep wait)
    {
        if (IsClosed)
        {
            return;
        }

        Log.Timer(WireLogTimerKind.DelayEnd, null, wait.Tag);
        if (wait.Tag is not null)
        {
            if (_state != FuzzerState.Open)
            {
                return;
            }

            AddEvent(ReceivedEvent.Timeout(wait.Tag));
        }

        RunScript();
    }

    private void Do(CaseStep step)
    {
        switch (step)
        {
            case FrameStep frame:
                Send(frame);
                break;
            case MessageStep message when _state == FuzzerState.Open:
                Send(message);
                break;
            case FrameStartStep start when _state == FuzzerState.Open:
                Send(start);
                break;
            case FrameDataStep data when _state == FuzzerState.Open:
                Send(data);
                break;
            case CloseStep close:
                SendClose(close.Code, close.Reason.AsSpan(), isReply: false, close.MaskingKey);
                break;
            case CloseAfterStep close:
                Log.Timer(WireLogTimerKind.CloseAfter, close.Seconds);
                Timers.After(TimeSpan.FromSeconds(close.Seconds), OnCloseAfter);
                break;
            case FailAfterStep fail:
                Log.Timer(WireLogTimerKind.FailAfter, fail.Seconds);
                Timers.After(TimeSpan.FromSeconds(fail.Seconds), OnFailAfter);
                break;
            case EchoStep echo:
                StartEchoes(echo.Load);
                break;
        }
    }

    private void OnCloseAfter()
    {
        if (!IsClosed)
        {
            Log.Timer(WireLogTimerKind.Closing);
            SendClose(null, [], isReply: false);
        }
    }

    private void OnFailAfter()
    {
        if (!IsClosed)
        {
            Log.Timer(WireLogTimerKind.Failing);
            if (_awaitsClose)
            {
                // The original drops TCP here. It runs one case at a time; a server that runs many may answer later.
                _failsInstead = true;
            }
            else
            {
                Fail(1001, "Going Away");
            }
        }
    }

    private void Send(FrameStep step)
    {
        bool repeats = step.Payload.Unit.Length < step.Payload.Length && IsLogged(step);
        var item = OutgoingItem.Frame(step, KeysOf(step.MaskingKey));
        Log.SentFrame(new WireLogTxFrame
        {
            Length = (ulong)(repeats ? step.Payload.Unit.Length : step.Payload.Length),
            Payload = CutPayload.Write(repeats ? step.Payload.Unit : step.Payload.Take(CutPayload.Limit), repeats ? step.Payload.Unit.Length : step.Payload.Length),
            Opcode = (int)step.Opcode,
            Fin = step.Fin,
            Rsv = step.Rsv,
            Mask = item.FirstKey?.ToString(),
            RepeatLength = repeats ? (ulong)step.Payload.Length : null,
            ChopSize = (ulong?)step.ChopLength,
            Sync = step.Sync,
        });
        Enqueue(item, FrameLength(step.Payload.Length));
    }

    // Where a payload is long the log says how it is repeated, as the case that has it does.
    private static bool IsLogged(FrameStep step) => step.Payload.Unit.Length > 1;

    private void Send(MessageStep step)
    {
        _traffic.OutgoingMessages++;
        Opcode opcode = step.Type == MessageType.Text ? Opcode.Text : Opcode.Binary;
        long fragment = step.FragmentLength is { } length && length < step.Payload.Length ? length : step.Payload.Length;
        if (!Log.IsOn)
        {
            SendMany(OutgoingItem.Frames(opcode, true, 0, step.Payload, fragment, _keys), opcode, step.Payload.Length, fragment);
            return;
        }

        bool whole = fragment == step.Payload.Length;
        for (long at = 0; ; at += fragment)
        {
            byte[] piece = new byte[Math.Min(fragment, step.Payload.Length - at)];
            step.Payload.CopyTo(at, piece);

            // A message that its fragments fill exactly ends in one more, an empty one: so the original's sender does it.
            bool last = whole || piece.Length < fragment;
            Send(new FrameStep(at == 0 ? opcode : Opcode.Continuation, new PayloadPattern(piece)) { Fin = last });
            if (last)
            {
                return;
            }
        }
    }

    private void Send(FrameStartStep step)
    {
        _openFrameKey = _keys?.Invoke();
        _openFrameSent = 0;
        byte[] header = new byte[FrameHeader.MaxLength];
        int length = FrameWriter.WriteHeader(FrameHeader.Create(step.Opcode, (ulong)step.Length, fin: false, 0, _openFrameKey), header);
        Enqueue(OutgoingItem.Raw(header[..length]), length);
    }

    private void Send(FrameDataStep step)
    {
        byte[] octets = [.. step.Data];
        if (_openFrameKey is { } key)
        {
            Masking.Apply(octets, octets, key, (ulong)_openFrameSent);
        }

        _openFrameSent += octets.Length;
        Enqueue(OutgoingItem.Raw(octets), octets.Length);
    }

    private void SendControl(Opcode opcode, ReadOnlySpan<byte> payload, MaskingKey? key = null) =>
        Send(new FrameStep(opcode, new PayloadPattern(payload)) { MaskingKey = key });

    // A frame of a replay goes out with the key of its record.
    private Func<MaskingKey>? KeysOf(MaskingKey? recorded) => recorded is { } key && !_isServer ? () => key : _keys;

    // A message of which only the counts are kept.
    private void SendMany(OutgoingItem item, Opcode opcode, long length, long fragment)
    {
        // Fragments of full length, and behind them what is left, be it nothing.
        long full = fragment == length ? 0 : length / fragment;
        long rest = fragment == length ? length : length % fragment;
        long frames = full + 1;
        Log.SentFrames(opcode, 1);
        Log.SentFrames(Opcode.Continuation, frames - 1);
        Log.SentMany(FrameLength(fragment), full);
        Log.SentMany(FrameLength(rest), 1);
        long octets = (full * FrameLength(fragment)) + FrameLength(rest);
        _traffic.OutgoingFrames += frames;
        if (_state == FuzzerState.Open)
        {
            _traffic.OutgoingWire += octets;
        }

        item.IsLogged = true;
        _outgoing.Add(item);
    }

    private void Enqueue(OutgoingItem item, long length)
    {
        if (IsClosed)
        {
            return;
        }

        // What waits behind a slow write is logged when its turn comes, like the original's.
        if (!item.IsSlow && !_outgoing.HasSlow)
        {
            Span<byte> head = stackalloc byte[CutPayload.Limit];
            Log.Sent(head[..item.Peek(head)], length, sync: false);
            item.IsLogged = true;
            if (_state == FuzzerState.Open)
            {
                _traffic.OutgoingWire += length;
            }
        }
        else if (!item.IsSlow)
        {
            item.WaitsItsTurn = true;
        }
        else if (_outgoing.IsEmpty)
        {
            // The original writes the first piece at once, and the others one by one.
            Span<byte> head = stackalloc byte[CutPayload.Limit];
            long first = Math.Min(item.ChopLength ?? length, length);
            LogWrite(head[..(int)Math.Min(first, item.Peek(head))], first, sync: true);
            item.IsFirstLogged = true;
        }

        _outgoing.Add(item);
    }

    private void LogWrite(ReadOnlySpan<byte> head, long length, bool sync)
    {
        Log.Sent(head, length, sync);
        if (_state == FuzzerState.Open)
        {
            _traffic.OutgoingWire += length;
        }
    }

    private long FrameLength(long payload) => payload + (payload < 126 ? 2 : payload <= ushort.MaxValue ? 4 : 10) + (_isServer ? 0 : 4);
}

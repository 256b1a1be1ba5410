using Replay.Sessions.Autobahn;

namespace Replay.Engine.Conformance;

/// <summary>Writes, as the original's reach the wire.</summary>
internal sealed partial class FuzzingPeer
{
    // Between two writes the original's reactor turns once: 16 to 23 µs in the median of its records.
    private static readonly TimeSpan s_turn = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan s_answerTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_knownAnswerTime = TimeSpan.FromMilliseconds(500);
    private bool _pairsFirst;
    private bool _isHeld;

    /// <summary>What is sent next is a write of its own with nothing between it and the one before.</summary>
    public bool NextFollowsAtOnce => !WantsAbort && _outgoing.NextFollowsAtOnce;

    /// <summary>Fills a buffer with octets to be sent at once; 0 when there are none, or none yet.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="pause">What follows is to arrive by itself: wait this long before it.</param>
    public int Fill(Span<byte> buffer, out TimeSpan pause)
    {
        pause = TimeSpan.Zero;
        if (WantsAbort || (_isHeld && !WantsDrop))
        {
            return 0;
        }

        int count = FillOne(buffer, out OutgoingItem? own);
        if (own is not null && _pairsFirst)
        {
            // The original's first two pieces reach the wire in one segment: it writes both before its reactor gets to flush.
            _pairsFirst = false;
            if (count < buffer.Length && !_outgoing.IsEmpty)
            {
                count += FillOne(buffer[count..], out own);
            }
        }

        if (own?.ChopLength is not null && own.AnswerFollows != false && !_outgoing.IsEmpty && _expectation?.Echoes is null)
        {
            if (own.IsDone)
            {
                Hold(own.AnswerFollows is null ? s_answerTime : s_knownAnswerTime);
            }
            else
            {
                pause = s_turn;
            }
        }

        return count;
    }

    private int FillOne(Span<byte> buffer, out OutgoingItem? own)
    {
        int count = _outgoing.Fill(buffer, out own);
        if (count == 0)
        {
            return 0;
        }

        LastActivity = _options.Clock.GetTimestamp();
        if (own is { IsFirstLogged: true })
        {
            own.IsFirstLogged = false;
        }
        else if (own is { IsLogged: false })
        {
            LogWrite(buffer[..Math.Min(count, CutPayload.Limit)], count, own.IsSlow);
        }

        return count;
    }

    // Whether an answer is out before the next frame's fault is seen would be the outcome of a race: the peer gets the time to
    // send it. A close frame is none: the peer gets the time to drop TCP.
    private void Hold(TimeSpan time)
    {
        _isHeld = true;
        Timers.Remove(Release);
        Timers.After(time, Release);
    }

    private void Release()
    {
        if (_isHeld)
        {
            _isHeld = false;
            Timers.Remove(Release);
        }
    }
}

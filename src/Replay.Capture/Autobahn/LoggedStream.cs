namespace Replay.Capture.Autobahn;

/// <summary>
/// A run of one direction's octet rows without a hole between them: the rows as a stream, as far as their lengths are known.
/// </summary>
internal sealed class LoggedStream
{
    private int _placed;

    public List<LoggedChop> Chops { get; } = [];

    /// <summary>The index in the log of the direction's next octet row behind this run, beyond the hole.</summary>
    public int NextRow { get; set; } = int.MaxValue;

    /// <summary>Offset behind the last octet whose place is known.</summary>
    public ulong End { get; private set; }

    /// <summary>True when every row's length is known.</summary>
    public bool IsPlaced => _placed == Chops.Count;

    /// <summary>Gives the rows their places, up to the first of unknown length.</summary>
    public void Place()
    {
        ulong at = 0;
        _placed = 0;
        for (int i = 0; i < Chops.Count; i++)
        {
            LoggedChop chop = Chops[i];
            chop.Index = i;
            chop.Start = at;
            if (chop.Length is not { } length || length > ulong.MaxValue - at)
            {
                break;
            }

            at += length;
            _placed++;
        }

        End = at;
    }

    /// <summary>The row that an octet of the stream is in, or null beyond the places known.</summary>
    public LoggedChop? At(ulong offset)
    {
        int low = 0;
        int high = _placed - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            LoggedChop chop = Chops[middle];
            if (offset < chop.Start)
            {
                high = middle - 1;
            }
            else if (offset >= chop.End)
            {
                low = middle + 1;
            }
            else
            {
                return chop;
            }
        }

        // The first row of unknown length starts at a known place.
        return _placed < Chops.Count && offset >= Chops[_placed].Start && offset < Chops[_placed].VisibleEnd ? Chops[_placed] : null;
    }

    /// <summary>Copies the octets that are visible from an offset on without a break.</summary>
    public int Gather(ulong offset, Span<byte> octets)
    {
        int count = 0;
        while (count < octets.Length && At(offset + (ulong)count) is { } chop)
        {
            ulong at = offset + (ulong)count - chop.Start;
            if (at >= (ulong)chop.Visible.Length)
            {
                break;
            }

            ReadOnlySpan<byte> rest = chop.Visible.AsSpan((int)at);
            rest = rest[..Math.Min(rest.Length, octets.Length - count)];
            rest.CopyTo(octets[count..]);
            count += rest.Length;
        }

        return count;
    }

    /// <summary>True when no visible octet says otherwise than the proof.</summary>
    public bool Agrees(ulong origin, ProvenOctets proof)
    {
        foreach (LoggedChop chop in Overlapping(origin, proof.Length))
        {
            ulong from = Math.Max(origin, chop.Start);
            ulong to = Math.Min(origin + proof.Length, chop.VisibleEnd);
            for (ulong at = from; at < to; at++)
            {
                if (chop.Visible[at - chop.Start] != proof[at - origin])
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Fills what is hidden in the proof's reach.</summary>
    public void Prove(ulong origin, ProvenOctets proof, Func<ulong, bool>? isDoubtful = null)
    {
        foreach (LoggedChop chop in Overlapping(origin, proof.Length))
        {
            ulong from = Math.Max(origin, chop.VisibleEnd);
            ulong to = Math.Min(origin + proof.Length, chop.Length is null ? chop.VisibleEnd : chop.End);
            while (from < to)
            {
                ulong end = from;
                while (isDoubtful is not null && end < to && !isDoubtful(end - origin))
                {
                    end++;
                }

                end = isDoubtful is null ? to : end;
                if (end > from)
                {
                    chop.Proven.Add(new ProvenRange(from, end, proof, origin));
                }

                from = end + 1;
            }
        }
    }

    /// <summary>Forgets what was proven.</summary>
    public void Reset()
    {
        foreach (LoggedChop chop in Chops)
        {
            chop.Proven.Clear();
        }
    }

    private IEnumerable<LoggedChop> Overlapping(ulong origin, ulong length)
    {
        if (At(origin) is not { } first)
        {
            yield break;
        }

        for (int i = first.Index; i < Chops.Count && i <= _placed && Chops[i].Start < origin + length; i++)
        {
            yield return Chops[i];
        }
    }
}

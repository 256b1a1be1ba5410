namespace Replay.Reports.Model;

/// <summary>
/// All conversations that are kept, within one budget. When it is exceeded, ordinary conversations are thinned first, the
/// longest before others; then those in which something went wrong; what still does not fit keeps its row alone.
/// </summary>
internal sealed class DraftPool(ReportLimits limits)
{
    private readonly List<SessionDraft> _kept = [];
    private long _frames;
    private long _octets;

    /// <summary>Some conversation is not kept whole.</summary>
    public bool IsCut { get; private set; }

    public void Open(SessionDraft draft) => _kept.Add(draft);

    /// <summary>Called behind everything that is added to a draft.</summary>
    public void Grew(SessionDraft draft)
    {
        Count(draft);
        if (_frames > limits.Frames || _octets > limits.Octets)
        {
            Relieve();
        }
    }

    private bool IsRelieved => _frames <= limits.Frames - (limits.Frames / 8) && _octets <= limits.Octets - (limits.Octets / 8);

    private void Relieve()
    {
        IsCut = true;
        Shrink(_kept.Where(static one => one.Extent == ReportExtent.Whole && one.Rank == 0), static one => one.Thin());

        Shrink(_kept.Where(static one => one.Extent == ReportExtent.Sample), static one => one.Thin());

        // Samples of ordinary conversations may take a quarter before others give way.
        while (!IsRelieved && Share(static one => one.Extent == ReportExtent.Sample && one.Rank == 0) * 4 > 1 && DropLast(rank: 0))
        {
        }

        Shrink(_kept.Where(static one => one.Extent == ReportExtent.Whole && one.Rank == 1), static one => one.Thin());
        Shrink(_kept.Where(static one => one.Extent == ReportExtent.Whole), static one => one.Thin());
        while (!IsRelieved && (DropLast(rank: 0) || DropLast(rank: 1) || DropLast(rank: 2)))
        {
        }
    }

    private void Shrink(IEnumerable<SessionDraft> candidates, Action<SessionDraft> shrink)
    {
        if (IsRelieved)
        {
            return;
        }

        foreach (SessionDraft draft in candidates.OrderByDescending(static one => one.Octets).ThenByDescending(static one => one.Connection.Connection).ToArray())
        {
            Change(draft, shrink);
            if (IsRelieved)
            {
                return;
            }
        }
    }

    private double Share(Func<SessionDraft, bool> which)
    {
        long frames = 0;
        long octets = 0;
        foreach (SessionDraft draft in _kept)
        {
            if (which(draft))
            {
                frames += draft.Frames;
                octets += draft.Octets;
            }
        }

        return Math.Max((double)frames / limits.Frames, (double)octets / limits.Octets);
    }

    /// <summary>Drops an eighth of those that can be dropped, the newest first.</summary>
    private bool DropLast(int rank)
    {
        int left = Math.Max(1, _kept.Count(one => one.Rank == rank) / 8);
        bool any = false;
        for (int i = _kept.Count - 1; i >= 0 && left > 0; i--)
        {
            if (_kept[i].Rank == rank)
            {
                Change(_kept[i], static one => one.Drop());
                _kept.RemoveAt(i);
                any = true;
                left--;
            }
        }

        return any;
    }

    private void Change(SessionDraft draft, Action<SessionDraft> change)
    {
        change(draft);
        Count(draft);
    }

    private void Count(SessionDraft draft)
    {
        _frames += draft.Frames - draft.Counted.Frames;
        _octets += draft.Octets - draft.Counted.Octets;
        draft.Counted = (draft.Frames, draft.Octets);
    }
}

using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>Items taken apart into a session's columns.</summary>
internal sealed class DraftPieces
{
    private readonly ImmutableArray<SessionOctets>.Builder _octets = ImmutableArray.CreateBuilder<SessionOctets>();
    private readonly ImmutableArray<SessionFrame>.Builder _frames = ImmutableArray.CreateBuilder<SessionFrame>();
    private readonly ImmutableArray<SessionMessage>.Builder _messages = ImmutableArray.CreateBuilder<SessionMessage>();
    private readonly ImmutableArray<Violation>.Builder _violations = ImmutableArray.CreateBuilder<Violation>();
    private readonly ImmutableArray<GapView>.Builder _gaps = ImmutableArray.CreateBuilder<GapView>();
    private readonly ImmutableArray<SessionRemark>.Builder _remarks = ImmutableArray.CreateBuilder<SessionRemark>();
    private readonly ImmutableArray<SessionEntry>.Builder _entries = ImmutableArray.CreateBuilder<SessionEntry>();
    private readonly ImmutableArray<ReportOmission>.Builder _omissions = ImmutableArray.CreateBuilder<ReportOmission>();

    public void Add(in SessionDraft.Item item)
    {
        switch (item.Value)
        {
            case SessionOctets octets:
                Add(_octets, octets, item.Kind);
                break;
            case SessionFrame frame:
                Add(_frames, frame, item.Kind);
                break;
            case SessionMessage message:
                Add(_messages, message, item.Kind);
                break;
            case Violation violation:
                Add(_violations, violation, item.Kind);
                break;
            case GapView gap:
                Add(_gaps, gap, item.Kind);
                break;
            case SessionRemark remark:
                Add(_remarks, remark, item.Kind);
                break;
            case SessionDraft.Omitted omitted:
                _omissions.Add(new ReportOmission(_entries.Count, omitted.Frames, omitted.Messages, omitted.Violations));
                break;
            default:
                _entries.Add(new SessionEntry(item.Kind, 0));
                break;
        }
    }

    public ReportSession Build(Session session) => new()
    {
        Session = session with
        {
            Octets = _octets.ToImmutable(),
            Frames = _frames.ToImmutable(),
            Messages = _messages.ToImmutable(),
            Violations = _violations.ToImmutable(),
            Gaps = _gaps.ToImmutable(),
            Remarks = _remarks.ToImmutable(),
            Entries = _entries.ToImmutable(),
        },
        Omissions = _omissions.ToImmutable(),
    };

    private void Add<T>(ImmutableArray<T>.Builder column, T value, SessionEntryKind kind)
    {
        _entries.Add(new SessionEntry(kind, column.Count));
        column.Add(value);
    }
}

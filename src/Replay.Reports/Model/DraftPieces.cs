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
        if (item.Value is SessionDraft.Omitted omitted)
        {
            _omissions.Add(new ReportOmission(_entries.Count, omitted.Frames, omitted.Messages, omitted.Violations));
            return;
        }

        int index = item.Value switch
        {
            SessionOctets octets => Append(_octets, octets),
            SessionFrame frame => Append(_frames, frame),
            SessionMessage message => Append(_messages, message),
            Violation violation => Append(_violations, violation),
            GapView gap => Append(_gaps, gap),
            SessionRemark remark => Append(_remarks, remark),
            _ => 0,
        };
        _entries.Add(new SessionEntry(item.Kind, index));
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

    private static int Append<T>(ImmutableArray<T>.Builder column, T value)
    {
        column.Add(value);
        return column.Count - 1;
    }
}

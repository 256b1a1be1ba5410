using System.Collections.Immutable;
using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>The sink that makes a <see cref="ReportModel"/>, within its limits.</summary>
public sealed class ReportCollector : ISessionSink
{
    private readonly ReportLimits _limits;
    private readonly DraftPool _pool;
    private readonly Dictionary<long, SessionDraft> _open = [];
    private readonly List<SessionDraft> _kept = [];
    private readonly List<ReportConnection> _rows = [];
    private readonly List<ReportFinding> _findings = [];
    private readonly long[] _findingsOfRule = new long[RuleCatalogue.All.Count];
    private readonly List<CaptureProblem> _problems = [];
    private readonly Func<long, bool> _isRequested;
    private readonly Func<long, Severity?> _worstOf;
    private readonly RunInfo _run;
    private readonly RunTotals _totals;
    private long _ended;

    /// <summary>Makes a collector.</summary>
    /// <param name="run">What is being read.</param>
    /// <param name="limits">How much is kept; null for the defaults.</param>
    /// <param name="isRequested">Connections to be kept whole before others, by number; null for those in which something goes wrong.</param>
    /// <param name="worstOf">The gravest breach of a connection, by number, where that is known beforehand; null where it is not.</param>
    public ReportCollector(RunInfo run, ReportLimits? limits = null, Func<long, bool>? isRequested = null, Func<long, Severity?>? worstOf = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _limits = limits ?? ReportLimits.Default;
        _pool = new DraftPool(_limits);
        _totals = new RunTotals(run.IsFiltered);
        _isRequested = isRequested ?? (static _ => false);
        _worstOf = worstOf ?? (static _ => null);
    }

    /// <summary>The account of everything until now. The last call.</summary>
    /// <param name="connections">TCP connections the sources numbered, or null when only those seen count.</param>
    /// <param name="captures">What packet captures held, or null.</param>
    public ReportModel Complete(long? connections = null, CaptureTotals? captures = null)
    {
        _totals.Complete(connections);
        var sessions = _kept.Where(static one => one.Extent != ReportExtent.Row).OrderBy(static one => one.Connection.Connection).ToList();
        var extents = sessions.ToDictionary(static one => one.Connection.Connection, static one => one.Extent);
        _rows.Sort(static (a, b) => a.Connection.Connection.CompareTo(b.Connection.Connection));
        return new ReportModel
        {
            Run = _run,
            Totals = _totals,
            Captures = captures,
            Problems = [.. _problems],
            Connections = [.. _rows.Select(row => row with { Extent = extents.GetValueOrDefault(row.Connection.Connection) })],
            Findings = [.. _findings],
            Sessions = [.. sessions.Select(static one => one.Session())],
            LeftOut = LeftOut(sessions),
            Limits = _limits,
        };
    }

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        _totals.Add(handshake);
        var draft = new SessionDraft(connection, handshake, _limits, _worstOf(connection.Connection)) { IsRequested = _isRequested(connection.Connection) };
        _open[connection.Connection] = draft;
        _pool.Open(draft);
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(in octets);
            _pool.Grew(draft);
        }
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(in request);
            _pool.Grew(draft);
        }
    }

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(in response);
            _pool.Grew(draft);
        }
    }

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        _totals.Add(frame);
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(in frame);
            _pool.Grew(draft);
        }
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        _totals.Add(message);
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(in message);
            _pool.Grew(draft);
        }
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        _totals.Add(violation);
        Timestamp time = Timestamp.None;
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(in violation);
            _pool.Grew(draft);
            time = draft.LastTime;
        }

        if (_findingsOfRule[(int)violation.Rule]++ < _limits.FindingsOfRule)
        {
            _findings.Add(new ReportFinding(connection, violation, time));
        }
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(in gap);
            _pool.Grew(draft);
        }
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        if (_open.GetValueOrDefault(connection.Connection) is { } draft)
        {
            draft.Add(time, text);
            _pool.Grew(draft);
        }
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        _totals.Add(statistics);
        if (!_open.Remove(connection.Connection, out SessionDraft? draft))
        {
            return;
        }

        draft.End(in end, statistics);
        _ended++;
        Keep(draft.Row());
        if (draft.Extent != ReportExtent.Row)
        {
            _kept.Add(draft);
        }
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem)
    {
        _totals.Add(problem);
        if (_problems.Count < _limits.Problems)
        {
            _problems.Add(problem);
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Beyond the limit, a row without violations gives way to one with.</summary>
    private void Keep(ReportConnection row)
    {
        if (_rows.Count < _limits.Connections)
        {
            _rows.Add(row);
            return;
        }

        if (row.Worst is not null && _rows.FindLastIndex(static one => one.Worst is null) is >= 0 and var at)
        {
            _rows.RemoveAt(at);
            _rows.Add(row);
        }
    }

    private ImmutableArray<string> LeftOut(List<SessionDraft> sessions)
    {
        var said = ImmutableArray.CreateBuilder<string>();
        if (_ended > _rows.Count)
        {
            said.Add($"{Number(_ended - _rows.Count)} of {Number(_ended)} connections are not listed (limit: {Number(_limits.Connections)})");
        }

        int whole = sessions.Count(static one => one.Extent == ReportExtent.Whole);
        if (_pool.IsCut)
        {
            said.Add($"of {Number(_ended)} connections {Number(whole)} are kept whole, {Number(sessions.Count - whole)} with their first and last frames and those around violations, {Number(_ended - sessions.Count)} without frames (limits: {Number(_limits.Frames)} frames, {Number(_limits.Octets)} octets)");
        }

        long findings = _findingsOfRule.Sum();
        if (findings > _findings.Count)
        {
            said.Add($"{Number(findings - _findings.Count)} of {Number(findings)} violations are counted but not listed (limit: {Number(_limits.FindingsOfRule)} of a rule)");
        }

        if (_totals.Problems > _problems.Count)
        {
            said.Add($"{Number(_totals.Problems - _problems.Count)} problems are counted but not listed (limit: {Number(_limits.Problems)})");
        }

        return said.ToImmutable();
    }
}

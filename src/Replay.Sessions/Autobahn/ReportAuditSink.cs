using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>
/// Stands before a report: audits each connection that was read from an Autobahn report when it ends, so that the report
/// can ask for the audit as it writes that end. Other connections pass through.
/// </summary>
/// <param name="expectation">What a case expects, by its id; null when the case is not known.</param>
public sealed class ReportAuditSink(Func<string, CaseExpectation?> expectation) : ISessionSink
{
    private SessionBuilder? _builder;
    private Session? _session;
    private ConnectionInfo? _audited;
    private ReportAudit? _audit;

    /// <summary>Where events go on to.</summary>
    public required ISessionSink Next { get; init; }

    /// <summary>The audit of a connection while its end is being reported; null for a connection of another source.</summary>
    public ReportAudit? AuditOf(ConnectionInfo connection) => connection.Connection == _audited?.Connection ? _audit : null;

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        if (IsAudited(connection))
        {
            _builder ??= new SessionBuilder(onSession: session => _session = session);
            _builder.OnConnection(connection, handshake);
        }

        Next.OnConnection(connection, handshake);
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        BuilderOf(connection)?.OnOctets(connection, in octets);
        Next.OnOctets(connection, in octets);
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
        BuilderOf(connection)?.OnHandshakeRequest(connection, in request);
        Next.OnHandshakeRequest(connection, in request);
    }

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
        BuilderOf(connection)?.OnHandshakeResponse(connection, in response);
        Next.OnHandshakeResponse(connection, in response);
    }

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        BuilderOf(connection)?.OnFrame(connection, in frame);
        Next.OnFrame(connection, in frame);
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        BuilderOf(connection)?.OnMessage(connection, in message);
        Next.OnMessage(connection, in message);
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        BuilderOf(connection)?.OnViolation(connection, in violation);
        Next.OnViolation(connection, in violation);
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        BuilderOf(connection)?.OnGap(connection, in gap);
        Next.OnGap(connection, in gap);
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        BuilderOf(connection)?.OnRemark(connection, time, text);
        Next.OnRemark(connection, time, text);
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (BuilderOf(connection) is { } builder && connection.Report is { } report)
        {
            builder.OnEnd(connection, in end, statistics);
            ReportAudit audit = ReportAudit.Of(report, _session!, report.CaseId is { } id ? expectation(id) : null);
            (_audited, _audit) = (connection, audit.Findings.Count > 0 ? audit : null);
        }

        Next.OnEnd(connection, in end, statistics);
        (_session, _audited, _audit) = (null, null, null);
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => Next.OnProblem(problem);

    // A report's tables are about its own TX and RX.
    private static bool IsAudited(ConnectionInfo connection) => connection.Report is not null && !connection.IsReversed;

    private SessionBuilder? BuilderOf(ConnectionInfo connection) => IsAudited(connection) ? _builder : null;
}

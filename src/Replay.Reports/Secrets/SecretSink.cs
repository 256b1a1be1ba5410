using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Secrets;

/// <summary>
/// Stands before a report: values of Authorization, Cookie, Set-Cookie and their like and of token-like query parameters become
/// asterisks, in heads, in octets and in what violations quote of them.
/// </summary>
public sealed class SecretSink : ISessionSink
{
    private readonly ISessionSink _next;
    private readonly bool _masksReports;
    private readonly Dictionary<long, Masks> _open = [];

    /// <summary>Makes a sink.</summary>
    /// <param name="next">Where events go on to.</param>
    /// <param name="masksReports">False where the Autobahn reports that connections were read from go on as they are.</param>
    public SecretSink(ISessionSink next, bool masksReports = true) => (_next, _masksReports) = (next, masksReports);

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(handshake);
        ConnectionInfo shown = _masksReports && connection.Report is { } report ? connection with { Report = SecretText.Mask(report) } : connection;
        _open[connection.Connection] = new Masks(shown, handshake.State);
        _next.OnConnection(shown, handshake);
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        Masks masks = Of(connection);
        SecretMask mask = masks.Of(octets.Direction);
        if (mask.IsDone)
        {
            _next.OnOctets(masks.Shown, in octets);
            return;
        }

        byte[] copy = octets.Octets.ToArray();
        mask.Apply(copy);
        if ((ulong)copy.Length < octets.Length)
        {
            mask.Skip();
        }

        _next.OnOctets(masks.Shown, new OctetsView
        {
            Direction = octets.Direction,
            Time = octets.Time,
            Offset = octets.Offset,
            Length = octets.Length,
            Octets = copy,
            State = octets.State,
            Chop = octets.Chop,
        });
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request) =>
        _next.OnHandshakeRequest(Of(connection).Shown, new HandshakeRequestView
        {
            Direction = request.Direction,
            Time = request.Time,
            Head = Of(connection).Mask(request.Head),
        });

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response) =>
        _next.OnHandshakeResponse(Of(connection).Shown, new HandshakeResponseView
        {
            Direction = response.Direction,
            Time = response.Time,
            Head = Of(connection).Mask(response.Head),
            AcceptValid = response.AcceptValid,
        });

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame) => _next.OnFrame(Of(connection).Shown, in frame);

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message) => _next.OnMessage(Of(connection).Shown, in message);

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        Masks masks = Of(connection);
        _next.OnViolation(masks.Shown, SecretText.Mask(violation, masks.Found));
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        Of(connection).Of(gap.Direction).Skip();
        _next.OnGap(Of(connection).Shown, in gap);
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        Masks masks = Of(connection);
        _next.OnRemark(masks.Shown, time, SecretMask.Replace(text, masks.Found)!);
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        Masks masks = Of(connection);
        _open.Remove(connection.Connection);
        _next.OnEnd(masks.Shown, in end, statistics);
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => _next.OnProblem(problem);

    private Masks Of(ConnectionInfo connection) => _open[connection.Connection];

    private sealed class Masks(ConnectionInfo shown, HandshakeState handshake)
    {
        private readonly SecretMask _tx = new(handshake);
        private readonly SecretMask _rx = new(handshake);
        private ImmutableArray<string> _heads = [];

        public ConnectionInfo Shown { get; } = shown;

        /// <summary>The secrets that were masked.</summary>
        public IEnumerable<string> Found => _heads.Concat(_tx.Found).Concat(_rx.Found);

        public SecretMask Of(Direction direction) => direction == Direction.Tx ? _tx : _rx;

        public HttpHead Mask(HttpHead head)
        {
            HttpHead masked = SecretText.Mask(head, out ImmutableArray<string> found);
            _heads = _heads.AddRange(found);
            return masked;
        }
    }
}

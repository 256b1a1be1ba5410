using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Fuzz;

/// <summary>Takes everything, and asks of every view what a report would ask.</summary>
internal sealed class NullSink : ISessionSink
{
    internal long Events { get; private set; }

    internal long Frames { get; private set; }

    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake) => Events++;

    public void OnOctets(ConnectionInfo connection, in OctetsView octets) => Events += octets.Octets.Length >= 0 ? 1 : 0;

    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request) => Events += request.Head.Fields.Count;

    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response) => Events += response.Head.Fields.Count;

    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        Frames++;
        Events += frame.CloseReason.Length + 1;
    }

    public void OnMessage(ConnectionInfo connection, in MessageView message) => Events++;

    public void OnViolation(ConnectionInfo connection, in Violation violation) => Events += violation.Observed.Length + violation.Expected.Length;

    public void OnGap(ConnectionInfo connection, in GapView gap) => Events++;

    public void OnRemark(ConnectionInfo connection, Timestamp time, string text) => Events++;

    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics) => Events++;

    public void OnProblem(CaptureProblem problem) => Events += problem.ToString().Length;
}

using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Cli.Running;

/// <summary>
/// Looks through large inputs before they are reported on, so that a connection that goes wrong at its end is kept whole from its start.
/// Every octet is judged, nothing is kept.
/// </summary>
internal sealed class WorstScan : ISessionSink, ICountsSink
{
    /// <summary>Below this everything is kept anyway.</summary>
    private const long LeastOctets = 8 * 1024 * 1024;

    private readonly Dictionary<long, Severity> _worst = [];

    /// <summary>Scans the inputs where that pays: files that can be read twice.</summary>
    /// <returns>The gravest breach by connection (a failed handshake counts as a warning), or null when the inputs were not looked through.</returns>
    public static Func<long, Severity?>? Of(InputRequest request, CommandHost host)
    {
        long octets = 0;
        foreach (string input in request.Inputs)
        {
            if (new FileInfo(input) is not { Exists: true, LinkTarget: null } file || file.Attributes.HasFlag(FileAttributes.Device))
            {
                return null;
            }

            octets += file.Length;
        }

        if (octets < LeastOctets || request.Filter.IsActive)
        {
            return null;
        }

        var scan = new WorstScan();
        CancellationToken cancellation = host.Interruption();
        var quiet = new CommandHost { OpenInput = host.OpenInput, Output = Stream.Null, Error = TextWriter.Null, Interruption = () => cancellation };
        scan.Read(request with { Progress = false }, quiet);

        // What the first reading held is garbage now; the second should not be paid for on top of it.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return scan.Of;
    }

    public void OnCounts(ConnectionCounts counts)
    {
        if (counts.Handshake == HandshakeState.Failed)
        {
            Add(counts.Connection, Severity.Warning);
        }
    }

    public void OnViolation(ConnectionInfo connection, in Violation violation) => Add(connection, violation.Severity);

    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        if (handshake.State == HandshakeState.Failed)
        {
            Add(connection, Severity.Warning);
        }
    }

    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
    }

    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
    }

    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
    }

    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
    }

    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
    }

    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
    }

    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
    }

    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
    }

    public void OnProblem(CaptureProblem problem)
    {
    }

    private void Read(InputRequest request, CommandHost host) => new InputRun(request, host, this, static () => { }, this, results: static _ => { }).Read();

    private Severity? Of(long connection) => _worst.TryGetValue(connection, out Severity severity) ? severity : null;

    private void Add(ConnectionInfo connection, Severity severity)
    {
        if (severity > Severity.Note && (!_worst.TryGetValue(connection.Connection, out Severity known) || severity > known))
        {
            _worst[connection.Connection] = severity;
        }
    }
}

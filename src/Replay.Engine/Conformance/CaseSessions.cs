using Replay.Cases;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>Where the octets of a case go besides the fuzzer: a file, and the decoder that keeps the conversation.</summary>
internal sealed class CaseSessions : IDisposable
{
    // A case without load has messages of up to 256 KiB.
    private const long Budget = 1024 * 1024;
    private readonly ConversationDecoder? _decoder;
    private Session? _session;

    public CaseSessions(CaseDefinition one, LiveConnection live, Perspective perspective, ConformanceOptions options)
    {
        bool server = perspective == Perspective.Server;
        var info = new ConnectionInfo
        {
            Connection = 1,
            Source = "case " + one.Id,
            Client = server ? live.Remote : live.Local,
            Server = server ? live.Local : live.Remote,
            Perspective = perspective,
            Started = Timestamp.From(options.Fuzzer.Clock.GetUtcNow()),
        };
        List<IConnectionInput> inputs = [];
        if (options.KeepSessions && one.Load is null)
        {
            _decoder = new ConversationDecoder(
                new SessionBuilder(Budget, session => _session = session),
                new ConversationOptions { Decoder = DecoderOptions.Default with { Perspective = perspective } });
            inputs.Add(_decoder.Open(info));
        }

        if (options.Record?.Invoke(one, info) is { } file)
        {
            inputs.Add(file);
        }

        Record = inputs.Count == 0 ? null : new CaseRecord(inputs, options.Fuzzer.Clock);
    }

    /// <summary>Where to put the octets; null when nobody wants them.</summary>
    public CaseRecord? Record { get; }

    /// <summary>The connection has ended.</summary>
    /// <returns>The conversation where it is kept.</returns>
    public Session? Complete(ClosingBehavior closing, bool wasReset)
    {
        Record?.End(wasReset ? EndKind.Reset
            : closing.DroppedByMe == closing.IsServer ? EndKind.DroppedByServer
            : EndKind.DroppedByClient);
        _decoder?.Complete();
        return _session;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Record?.End(EndKind.CaptureEnd);
        _decoder?.Complete();
    }
}

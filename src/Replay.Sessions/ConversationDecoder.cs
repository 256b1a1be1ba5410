using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>
/// From octets to conversations: opens a decoder for each connection of a source, gathers frames and messages whole
/// and hands them to one <see cref="ISessionSink"/>.
/// </summary>
public sealed class ConversationDecoder : IOctetSink
{
    private readonly ISessionSink _sink;
    private readonly ConversationOptions _options;
    private readonly DecoderWorkspace _workspace = new();
    private readonly HashSet<ConversationCollector> _open = [];

    /// <summary>Makes a decoder.</summary>
    /// <param name="sink">Where conversations go.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public ConversationDecoder(ISessionSink sink, ConversationOptions? options = null)
    {
        _sink = sink;
        _options = options ?? ConversationOptions.Default;
    }

    /// <inheritdoc/>
    public IConnectionInput Open(ConnectionInfo connection)
    {
        DecoderOptions options = _options.Decoder;
        if (options.Perspective != connection.Perspective || options.StartsAtFrame != connection.StartsAtFrame)
        {
            options = options with
            {
                Perspective = connection.Perspective,
                StartsAtFrame = options.StartsAtFrame || connection.StartsAtFrame,
            };
        }

        var collector = new ConversationCollector(_sink, connection, _options.MaxPayload, _open);
        _open.Add(collector);
        return collector.Decoder = new ConnectionDecoder<ConversationCollector.Events>(new(collector), options, _workspace);
    }

    /// <inheritdoc/>
    public void Report(CaptureProblem problem) => _sink.OnProblem(problem);

    /// <summary>The sources are read: connections that are still open end here, in the order of their numbers.</summary>
    public void Complete()
    {
        foreach (ConversationCollector collector in _open.OrderBy(one => one.Connection.Connection).ToArray())
        {
            collector.Decoder!.PushEnd(collector.LastTime, EndKind.CaptureEnd);
        }
    }
}

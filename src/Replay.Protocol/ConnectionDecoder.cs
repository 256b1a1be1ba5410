namespace Replay.Protocol;

/// <summary>Decodes one connection.</summary>
/// <typeparam name="TSink">Where events go.</typeparam>
public sealed class ConnectionDecoder<TSink>
    where TSink : struct, IDecoderSink
{
}

using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>Settings of a <see cref="ConversationDecoder"/>.</summary>
public sealed record ConversationOptions
{
    /// <summary>The defaults.</summary>
    public static readonly ConversationOptions Default = new();

    /// <summary>The decoder's settings; the perspective is each connection's own.</summary>
    public DecoderOptions Decoder { get; init; } = DecoderOptions.Default;

    /// <summary>Octets kept of one frame's payload and of one message's data; what is beyond is cut, and said so. 0 is unlimited.</summary>
    public long MaxPayload { get; init; } = 16 * 1024 * 1024;
}

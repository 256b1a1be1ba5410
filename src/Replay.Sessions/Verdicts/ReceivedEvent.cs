using Replay.Protocol;

namespace Replay.Sessions.Verdicts;

/// <summary>An event of a conversation as a case sees it.</summary>
public sealed record ReceivedEvent
{
    /// <summary>Message, ping, pong or timeout.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>Text or binary; for messages.</summary>
    public MessageType? Type { get; init; }

    /// <summary>The payload, or as much of it as the record holds.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Octets of the whole payload, or null when a cut record does not say.</summary>
    public ulong? Length { get; init; }

    /// <summary>True when <see cref="Payload"/> is all of it.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Which wait ran out ("A", "B"); for timeouts.</summary>
    public string? Tag { get; init; }

    /// <summary>A data message, whole.</summary>
    public static ReceivedEvent Message(ReadOnlyMemory<byte> payload, MessageType type) =>
        new() { Kind = EventKind.Message, Type = type, Payload = payload, Length = (ulong)payload.Length };

    /// <summary>A ping.</summary>
    public static ReceivedEvent Ping(ReadOnlyMemory<byte> payload) =>
        new() { Kind = EventKind.Ping, Payload = payload, Length = (ulong)payload.Length };

    /// <summary>A pong.</summary>
    public static ReceivedEvent Pong(ReadOnlyMemory<byte> payload) =>
        new() { Kind = EventKind.Pong, Payload = payload, Length = (ulong)payload.Length };

    /// <summary>A wait that ran out.</summary>
    public static ReceivedEvent Timeout(string tag) => new() { Kind = EventKind.Timeout, Length = 0, Tag = tag };
}

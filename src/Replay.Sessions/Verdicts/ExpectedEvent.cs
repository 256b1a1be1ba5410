using Replay.Protocol;

namespace Replay.Sessions.Verdicts;

/// <summary>An event a case waits for.</summary>
public sealed record ExpectedEvent
{
    private static readonly PayloadPattern NoPayload = new([]);

    /// <summary>Message, ping, pong or timeout.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>Text or binary; for messages.</summary>
    public MessageType? Type { get; init; }

    /// <summary>The payload; empty for timeouts.</summary>
    public PayloadPattern Payload { get; init; } = NoPayload;

    /// <summary>Which wait runs out ("A", "B"); for timeouts.</summary>
    public string? Tag { get; init; }

    /// <summary>A text message.</summary>
    public static ExpectedEvent Text(PayloadPattern payload) =>
        new() { Kind = EventKind.Message, Type = MessageType.Text, Payload = payload };

    /// <summary>A binary message.</summary>
    public static ExpectedEvent Binary(PayloadPattern payload) =>
        new() { Kind = EventKind.Message, Type = MessageType.Binary, Payload = payload };

    /// <summary>A pong.</summary>
    public static ExpectedEvent Pong(PayloadPattern payload) => new() { Kind = EventKind.Pong, Payload = payload };

    /// <summary>A wait that runs out while the connection is open.</summary>
    public static ExpectedEvent Timeout(string tag) => new() { Kind = EventKind.Timeout, Tag = tag };

    /// <summary>Compares with what was received. A cut payload that agrees as far as it goes is Unknown.</summary>
    public EventMatch Compare(ReceivedEvent received)
    {
        if (received.Kind != Kind
            || received.Type != Type
            || received.Tag != Tag
            || (received.Length is { } length && length != (ulong)Payload.Length)
            || !Payload.StartsWith(received.Payload.Span))
        {
            return EventMatch.Different;
        }

        return received.IsWhole
            ? (received.Payload.Length == Payload.Length ? EventMatch.Same : EventMatch.Different)
            : EventMatch.Unknown;
    }
}

using Replay.Protocol;

namespace Replay.Engine.Replaying;

/// <summary>One write of the recorded client, or a message or fragment of it.</summary>
internal sealed record ReplayStep
{
    /// <summary>The octets; for a message the data, not compressed.</summary>
    public required ReadOnlyMemory<byte> Octets { get; init; }

    /// <summary>The opcode of a message, fragment or control frame to be encoded; null for octets to be sent as they are.</summary>
    public Opcode? Opcode { get; init; }

    /// <summary>Nothing more of its message follows.</summary>
    public bool Fin { get; init; } = true;

    /// <summary>When it was sent.</summary>
    public Timestamp Time { get; init; } = Timestamp.None;

    /// <summary>What the server had said by then.</summary>
    public ReplayProgress Awaits { get; init; }

    /// <summary>It begins with a close frame.</summary>
    public bool IsClose { get; init; }
}

namespace Replay.Protocol;

/// <summary>The frame opcodes of RFC 6455 §5.2 and §11.8. Other values 0-15 can occur on the wire and are reserved.</summary>
public enum Opcode : byte
{
    /// <summary>A further fragment of a message (§5.4).</summary>
    Continuation = 0x0,

    /// <summary>A text message or its first fragment (§5.6).</summary>
    Text = 0x1,

    /// <summary>A binary message or its first fragment (§5.6).</summary>
    Binary = 0x2,

    /// <summary>A close frame (§5.5.1).</summary>
    Close = 0x8,

    /// <summary>A ping frame (§5.5.2).</summary>
    Ping = 0x9,

    /// <summary>A pong frame (§5.5.3).</summary>
    Pong = 0xA,
}

namespace Replay.Engine.Serving;

/// <summary>Ways in which the embedded server misbehaves on purpose. They combine.</summary>
[Flags]
public enum BreakModes
{
    /// <summary>It behaves.</summary>
    None = 0,

    /// <summary>Everything is answered, nothing is checked.</summary>
    Lenient = 1 << 0,

    /// <summary>Frames with reserved opcodes are answered with the like.</summary>
    ReservedOpcodes = 1 << 1,

    /// <summary>Reserved bits are not looked at.</summary>
    ReservedBits = 1 << 2,

    /// <summary>Text that is no UTF-8 is echoed.</summary>
    Utf8 = 1 << 3,

    /// <summary>Close frames are not noticed.</summary>
    NeverClose = 1 << 4,

    /// <summary>TCP is dropped where a close frame is due.</summary>
    DropOnClose = 1 << 5,

    /// <summary>Close frames carry 1011.</summary>
    CloseCode = 1 << 6,

    /// <summary>TCP stays open after the closing handshake.</summary>
    KeepTcp = 1 << 7,

    /// <summary>The accept value answers another key.</summary>
    Accept = 1 << 8,

    /// <summary>An extension that nobody offered is agreed to.</summary>
    Extension = 1 << 9,

    /// <summary>The first message is answered with FIN.</summary>
    Drop = 1 << 10,

    /// <summary>The first message is answered with RST.</summary>
    Reset = 1 << 11,

    /// <summary>Frames are masked.</summary>
    Mask = 1 << 12,

    /// <summary>Octets leave one by one.</summary>
    Dribble = 1 << 13,

    /// <summary>An octet a second.</summary>
    Slow = 1 << 14,

    /// <summary>Echoes lack their last octet.</summary>
    Truncate = 1 << 15,

    /// <summary>Echoes have one bit changed.</summary>
    Corrupt = 1 << 16,

    /// <summary>Messages are echoed twice.</summary>
    Twice = 1 << 17,

    /// <summary>Messages are not echoed.</summary>
    Mute = 1 << 18,

    /// <summary>Pings are not answered.</summary>
    Pong = 1 << 19,

    /// <summary>After the handshake nothing is read.</summary>
    Deaf = 1 << 20,

    /// <summary>After the handshake messages are sent without end.</summary>
    Flood = 1 << 21,

    /// <summary>The handshake is never answered.</summary>
    Silent = 1 << 22,

    /// <summary>The handshake is answered with 302.</summary>
    Redirect = 1 << 23,

    /// <summary>The handshake is answered with 401.</summary>
    Unauthorized = 1 << 24,

    /// <summary>The handshake is answered with octets that are not HTTP.</summary>
    Garbage = 1 << 25,

    /// <summary>Breaches are answered with nothing any more, and close frames neither.</summary>
    NeverFail = 1 << 26,

    /// <summary>Text that is no UTF-8 fails when the message is whole.</summary>
    LateUtf8 = 1 << 27,
}

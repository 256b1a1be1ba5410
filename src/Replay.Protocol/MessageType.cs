namespace Replay.Protocol;

/// <summary>The type of a data message, RFC 6455 §5.6.</summary>
public enum MessageType : byte
{
    /// <summary>UTF-8 text.</summary>
    Text = 1,

    /// <summary>Arbitrary octets.</summary>
    Binary = 2,
}

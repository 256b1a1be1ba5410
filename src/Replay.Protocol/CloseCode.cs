namespace Replay.Protocol;

/// <summary>A status code of a close frame, RFC 6455 §7.4 and the IANA registry it founds.</summary>
/// <param name="Value">The code in host order, 0-65535.</param>
public readonly record struct CloseCode(ushort Value)
{
    /// <summary>1000, normal closure.</summary>
    public static readonly CloseCode NormalClosure = new(1000);

    /// <summary>1001, going away.</summary>
    public static readonly CloseCode GoingAway = new(1001);

    /// <summary>1002, protocol error.</summary>
    public static readonly CloseCode ProtocolError = new(1002);

    /// <summary>1003, unsupported data.</summary>
    public static readonly CloseCode UnsupportedData = new(1003);

    /// <summary>1007, invalid frame payload data.</summary>
    public static readonly CloseCode InvalidPayloadData = new(1007);

    /// <summary>1008, policy violation.</summary>
    public static readonly CloseCode PolicyViolation = new(1008);

    /// <summary>1009, message too big.</summary>
    public static readonly CloseCode MessageTooBig = new(1009);

    /// <summary>1010, mandatory extension.</summary>
    public static readonly CloseCode MandatoryExtension = new(1010);

    /// <summary>1011, internal error.</summary>
    public static readonly CloseCode InternalError = new(1011);

    /// <summary>
    /// True when the code may appear in a close frame: 1000-1003, 1007-1014 (registered) and 3000-4999
    /// (§7.4.1, §7.4.2). 1004, 1005, 1006, 1015 and everything else must not.
    /// </summary>
    public bool MayBeSent => Value is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    /// <summary>The registered name of the code, or null.</summary>
    public string? Name => Value switch
    {
        1000 => "normal closure",
        1001 => "going away",
        1002 => "protocol error",
        1003 => "unsupported data",
        1004 => "reserved",
        1005 => "no status received",
        1006 => "abnormal closure",
        1007 => "invalid frame payload data",
        1008 => "policy violation",
        1009 => "message too big",
        1010 => "mandatory extension",
        1011 => "internal error",
        1012 => "service restart",
        1013 => "try again later",
        1014 => "bad gateway",
        1015 => "TLS handshake",
        _ => null,
    };
}

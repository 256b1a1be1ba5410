namespace Replay.Protocol;

/// <summary>Ways in which a head breaks the grammar of HTTP/1.1 (RFC 9110 §5, RFC 9112 §2-§5).</summary>
public enum HttpSyntaxErrorKind : byte
{
    /// <summary>A line ends with LF alone (RFC 9112 §2.2). Told once a head.</summary>
    BareLineFeed = 0,

    /// <summary>A field value goes on in the next line (RFC 9112 §5.2), or the first field line starts with white space.</summary>
    ObsoleteFolding = 1,

    /// <summary>White space between a field name and its colon (RFC 9112 §5.1).</summary>
    SpaceBeforeColon = 2,

    /// <summary>A field line has no colon.</summary>
    MissingColon = 3,

    /// <summary>A field line has no name before its colon.</summary>
    EmptyName = 4,

    /// <summary>A field name is not a token (RFC 9110 §5.1).</summary>
    NonTokenName = 5,

    /// <summary>A control character other than HTAB stands in the start line or in a field value (RFC 9110 §5.5).</summary>
    ControlCharacter = 6,
}

namespace Replay.Protocol;

/// <summary>A place where a head breaks the grammar of HTTP/1.1.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">Octets from the start of the head to the place.</param>
public readonly record struct HttpSyntaxError(HttpSyntaxErrorKind Kind, int Offset)
{
    /// <summary>The error in a few words, as it stands in a finding.</summary>
    public string Description => Kind switch
    {
        HttpSyntaxErrorKind.BareLineFeed => "line end without CR",
        HttpSyntaxErrorKind.ObsoleteFolding => "folded field line",
        HttpSyntaxErrorKind.SpaceBeforeColon => "white space before the colon",
        HttpSyntaxErrorKind.MissingColon => "field line without a colon",
        HttpSyntaxErrorKind.EmptyName => "field line without a name",
        HttpSyntaxErrorKind.NonTokenName => "field name that is not a token",
        _ => "control character",
    };

    // RFC 9112 §2.2 and §5.2 and RFC 9110 §5.5 let a recipient read on past these three; past the others it may not.
    internal bool MayBeTolerated =>
        Kind is HttpSyntaxErrorKind.BareLineFeed or HttpSyntaxErrorKind.ObsoleteFolding or HttpSyntaxErrorKind.ControlCharacter;
}

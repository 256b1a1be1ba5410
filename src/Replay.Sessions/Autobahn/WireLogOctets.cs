namespace Replay.Sessions.Autobahn;

/// <summary>Octets that were read or written at once (TO and RO).</summary>
public abstract record WireLogOctets : WireLogRecord
{
    /// <summary>What the log appends to anything it cuts, and to some that it does not: it looks at the length too early.</summary>
    public const string Ellipsis = " ...";

    private protected WireLogOctets()
    {
    }

    /// <summary>How many octets there were; pages do not say.</summary>
    public ulong? Length { get; init; }

    /// <summary>Hex digits as written, an ellipsis included.</summary>
    public required string Hex { get; init; }

    /// <summary>True when the log appended an ellipsis.</summary>
    public bool HasEllipsis => Hex.EndsWith(Ellipsis, StringComparison.Ordinal);

    /// <summary>The hex digits alone.</summary>
    public ReadOnlySpan<char> Digits => HasEllipsis ? Hex.AsSpan(0, Hex.Length - Ellipsis.Length) : Hex.AsSpan();
}

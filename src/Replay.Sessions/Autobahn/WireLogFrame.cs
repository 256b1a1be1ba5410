namespace Replay.Sessions.Autobahn;

/// <summary>A frame line (TF and RF): the fuzzer's own account of a frame.</summary>
public abstract record WireLogFrame : WireLogRecord
{
    private protected WireLogFrame()
    {
    }

    /// <summary>
    /// Octets of the payload (before it is repeated); null where the dialect does not print it. 0 for a received frame on
    /// which the fuzzer failed the connection, whatever its length was.
    /// </summary>
    public ulong? Length { get; init; }

    /// <summary>
    /// The payload as written: text where the cut octets are UTF-8, "0x" and hex digits otherwise, an ellipsis
    /// appended from 61 octets on. In text from a page white space may be altered.
    /// </summary>
    public required string Payload { get; init; }

    /// <summary>The payload's lines as a page printed them, without indentation; null when it was not read from a page.</summary>
    public IReadOnlyList<string>? PrintedPayload { get; init; }

    /// <summary>0-15.</summary>
    public int Opcode { get; init; }

    /// <summary>FIN.</summary>
    public bool Fin { get; init; }

    /// <summary>RSV1-3 as a number 0-7.</summary>
    public int Rsv { get; init; }

    /// <summary>Eight hex digits, or null.</summary>
    public string? Mask { get; init; }
}

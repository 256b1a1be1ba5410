namespace Replay.Protocol;

/// <summary>How far octets can be believed.</summary>
public enum OctetState : byte
{
    /// <summary>As recorded.</summary>
    Complete = 0,

    /// <summary>Not recorded, but proven by other parts of the record (a frame line, the handshake's full text).</summary>
    Rebuilt = 1,

    /// <summary>Known to have been there and left out by whoever wrote the record.</summary>
    Elided = 2,

    /// <summary>Missing: lost from the capture, or the record starts or ends here.</summary>
    Gap = 3,
}

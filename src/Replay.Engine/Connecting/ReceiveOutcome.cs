namespace Replay.Engine.Connecting;

/// <summary>What a read brought.</summary>
public enum ReceiveOutcome : byte
{
    /// <summary>Octets.</summary>
    Octets = 0,

    /// <summary>FIN: the peer sends nothing more. It may still receive.</summary>
    Finished = 1,

    /// <summary>RST, or TLS that broke off.</summary>
    Reset = 2,
}

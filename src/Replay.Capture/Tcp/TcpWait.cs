using System.Runtime.CompilerServices;

namespace Replay.Capture.Tcp;

/// <summary>What is waited for in one direction of a TCP connection.</summary>
internal struct TcpWait
{
    /// <summary>When the hole that is waited for turned out to have been received elsewhere.</summary>
    public long CoveredTime;

    /// <summary>The acknowledgment that said so: holes before it are given up together.</summary>
    public uint Covered;

    /// <summary>Packets of the connection since.</summary>
    public int Waited;

    /// <summary>The highest acknowledgment of octets that were not seen; valid when <see cref="TcpHalf.HasUnseen"/>.</summary>
    public uint Unseen;

    /// <summary>Where the octets stood when they were waited for in vain; valid when <see cref="TcpHalf.IsSilent"/>.</summary>
    public uint SilentAt;
}

/// <summary>The two directions, the lower endpoint's first.</summary>
[InlineArray(2)]
internal struct TcpWaits
{
    private TcpWait _first;
}

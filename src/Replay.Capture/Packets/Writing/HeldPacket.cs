namespace Replay.Capture.Packets.Writing;

/// <summary>A packet that waits for remarks.</summary>
internal sealed class HeldPacket(long unixNanoseconds, byte[] octets, int length, string? comment)
{
    /// <summary>Remarks on one packet are left out beyond this many characters.</summary>
    private const int MaxComment = 16 * 1024;

    /// <summary>Octets that a packet in the queue costs beside its own.</summary>
    private const int Overhead = 128;

    private const string More = "\n(more remarks are left out)";

    public long UnixNanoseconds { get; } = unixNanoseconds;

    /// <summary>A rented array: only <see cref="Length"/> octets are the packet's.</summary>
    public byte[] Octets { get; } = octets;

    public int Length { get; } = length;

    /// <summary>What it counts against the limit.</summary>
    public int Cost => Length + Overhead;

    public string? Comment { get; private set; } = comment;

    /// <summary>Offset in its direction's stream of the first octet it carries.</summary>
    public ulong Offset { get; set; }

    public bool IsWritten { get; set; }

    public void Remark(string text)
    {
        if (Comment is null)
        {
            Comment = text;
        }
        else if (Comment.Length + text.Length <= MaxComment)
        {
            Comment += "\n" + text;
        }
        else if (!Comment.EndsWith(More, StringComparison.Ordinal))
        {
            Comment += More;
        }
    }
}

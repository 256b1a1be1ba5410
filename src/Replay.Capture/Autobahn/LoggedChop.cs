using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>An octet row of the log on its way into a stream.</summary>
/// <param name="row">Its index in the log.</param>
/// <param name="visible">The octets that the log shows.</param>
internal sealed class LoggedChop(int row, byte[] visible)
{
    public int Row { get; } = row;

    public byte[] Visible { get; } = visible;

    /// <summary>Its place among the rows of its epoch.</summary>
    public int Index { get; set; }

    /// <summary>How many octets it had; null where neither the log nor anything else tells.</summary>
    public ulong? Length { get; set; }

    /// <summary>Where it starts, counted from the first octet of its epoch.</summary>
    public ulong Start { get; set; }

    public ulong End => Start + Length.GetValueOrDefault();

    public ulong VisibleEnd => Start + (ulong)Visible.Length;

    /// <summary>Hidden octets that something proves, in order, by their offset in the epoch.</summary>
    public List<ProvenRange> Proven { get; } = [];

    /// <summary>The octets a row shows; stops at a digit that is none, or at half an octet.</summary>
    /// <param name="octets">The row.</param>
    /// <param name="isSound">False when it stopped before the end.</param>
    public static byte[] ReadVisible(WireLogOctets octets, out bool isSound)
    {
        ReadOnlySpan<char> digits = octets.Digits;
        int length = 0;
        while (length < digits.Length && char.IsAsciiHexDigit(digits[length]))
        {
            length++;
        }

        isSound = length == digits.Length && length % 2 == 0;
        byte[] visible = Convert.FromHexString(digits[..(length & ~1)]);

        // A row cannot show more than it says it has.
        if (octets.Length is { } stated && stated < (ulong)visible.Length)
        {
            isSound = false;
            return visible[..(int)stated];
        }

        return visible;
    }
}

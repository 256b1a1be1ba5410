using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>The line above the octets of a transfer in the log of <c>socat -x</c>: <c>&gt; 2026/11/20 21:00:00.000123456  length=11 from=0 to=10</c>.</summary>
internal static class SocatMark
{
    /// <summary>Reads such a line.</summary>
    /// <param name="text">The line without blanks around it.</param>
    /// <param name="side">Sent for &gt;, from socat's first address to its second, which is the server's where socat stands between two.</param>
    /// <param name="time">The time it states, or none.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out RecordMark side, out Timestamp time)
    {
        side = RecordMark.None;
        time = Timestamp.None;
        if (text is not [(byte)'<' or (byte)'>', (byte)' ', ..] || text.IndexOf(" length="u8) is not (> 0 and var length)
            || text[length..].IndexOf(" from="u8) < 0 || text[length..].IndexOf(" to="u8) < 0)
        {
            return false;
        }

        side = text[0] == '>' ? RecordMark.Sent : RecordMark.Received;
        Span<byte> stated = stackalloc byte[40];
        ReadOnlySpan<byte> written = text[2..length].Trim((byte)' ');
        if (written.Length <= stated.Length)
        {
            written.CopyTo(stated);
            stated.Replace((byte)'/', (byte)'-');
            _ = TextTime.TryRead(stated[..written.Length], out time, out _);
        }

        return true;
    }
}

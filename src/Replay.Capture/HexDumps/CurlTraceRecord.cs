using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>The line that begins a record of a curl trace: <c>=&gt; Send header, 154 bytes (0x9a)</c>.</summary>
/// <param name="Time">The time before it (--trace-time), or none.</param>
/// <param name="IsSent">True for what curl sent.</param>
/// <param name="IsHeader">True for a head or part of one.</param>
/// <param name="IsTls">True for records of TLS, whose content comes again as plain octets.</param>
/// <param name="Length">Octets of the record.</param>
internal readonly record struct CurlTraceRecord(Timestamp Time, bool IsSent, bool IsHeader, bool IsTls, ulong Length)
{
    public static bool TryRead(ReadOnlySpan<byte> line, out CurlTraceRecord record)
    {
        record = default;
        int arrow = line.IndexOf("=> Send "u8);
        bool isSent = arrow >= 0;
        if (!isSent)
        {
            arrow = line.IndexOf("<= Recv "u8);
        }

        // Before it stand at most a time and curl's own numbers of transfer and connection.
        if (arrow is < 0 or > 48)
        {
            return false;
        }

        ReadOnlySpan<byte> kind = line[(arrow + 8)..];
        int comma = kind.IndexOf(", "u8);
        if (comma < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> length = kind[(comma + 2)..];
        kind = kind[..comma];
        int digits = length.IndexOf((byte)' ');
        bool isKnown = kind.SequenceEqual("header"u8) || kind.SequenceEqual("data"u8) || kind.SequenceEqual("SSL data"u8);
        if (!isKnown || digits <= 0 || !HexDigits.TryNumber(length[..digits], 10, out ulong octets) || !length[digits..].StartsWith(" bytes"u8))
        {
            return false;
        }

        TextTime.TryRead(line, out Timestamp time, out _);
        record = new CurlTraceRecord(time, isSent, kind.SequenceEqual("header"u8), kind.SequenceEqual("SSL data"u8), octets);
        return true;
    }
}

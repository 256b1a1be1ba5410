using System.Globalization;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>What a frame line proves of a frame's payload.</summary>
internal static class LoggedPayload
{
    /// <summary>Octets of payload that the frame had on the wire, as far as the line knows.</summary>
    public static ulong? WireLength(WireLogFrame frame) => frame is WireLogTxFrame { RepeatLength: { } repeated } ? repeated : frame.Length;

    /// <summary>
    /// The whole payload (one turn of a repeated one), or null when the line was cut or does not prove it.
    /// </summary>
    /// <param name="frame">The line.</param>
    /// <param name="dialect">How it was printed.</param>
    /// <param name="expected">Octets it has to have where the line does not say: the frame header's length.</param>
    public static byte[]? Whole(WireLogFrame frame, WireLogDialect dialect, ulong? expected)
    {
        ulong? stated = frame.Length ?? expected;
        if (stated is not { } length || length > (ulong)int.MaxValue)
        {
            return null;
        }

        if (length == 0)
        {
            return [];
        }

        if (frame.PrintedPayload is { Count: > 1 } lines && lines.Take(lines.Count - 1).Any(line => line.Length != 100))
        {
            // Where a line was broken at a space, the page has dropped it.
            return null;
        }

        string payload = frame.Payload;
        bool marked = payload.EndsWith(WireLogOctets.Ellipsis, StringComparison.Ordinal);
        // The ellipsis comes a little before the cut: 61 to 64 octets are whole all the same.
        if (marked && length > (ulong)(dialect.CutAt - WireLogOctets.Ellipsis.Length))
        {
            if (length > (ulong)dialect.CutAt)
            {
                return null;
            }

            payload = payload[..^WireLogOctets.Ellipsis.Length];
        }

        if (Hex(payload, length) is { } hex)
        {
            return hex;
        }

        byte[] octets = frame.PrintedPayload is null ? PageOctets.Encode(payload, joinPairs: true) : PageOctets.Restore(payload);
        if ((ulong)octets.Length != length)
        {
            octets = PageOctets.Encode(payload, joinPairs: false);
        }

        return (ulong)octets.Length == length ? octets : null;
    }

    /// <summary>True when a space of the payload may have been other white space on the wire: pages print it all as spaces.</summary>
    public static bool HidesSpace(WireLogFrame frame) => frame.PrintedPayload is not null && !frame.Payload.StartsWith("0x", StringComparison.Ordinal);

    private static byte[]? Hex(string payload, ulong length)
    {
        if (!payload.StartsWith("0x", StringComparison.Ordinal) || (ulong)payload.Length != 2 + (2 * length))
        {
            return null;
        }

        byte[] octets = new byte[length];
        return Convert.FromHexString(payload.AsSpan(2), octets, out _, out int written) == System.Buffers.OperationStatus.Done && written == octets.Length
            ? octets
            : null;
    }

    /// <summary>The four octets of a mask as logged; null for none, or for one that is no mask.</summary>
    public static byte[]? Key(WireLogFrame frame) =>
        frame.Mask is { Length: 8 } mask && uint.TryParse(mask, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _) ? Convert.FromHexString(mask) : null;
}

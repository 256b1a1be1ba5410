using System.Globalization;
using Replay.Protocol;

namespace Replay.Reports;

/// <summary>Writes times as <see cref="Timestamp.ToString"/> does, without allocating: the whole second is remembered.</summary>
internal sealed class TimestampText
{
    /// <summary>"2026-11-20T10:29:00.123456789Z".</summary>
    public const int MaxLength = 30;

    private const int WholeLength = 19;
    private readonly byte[] _whole = new byte[WholeLength];
    private long _second = long.MinValue;

    /// <summary>Formats a time that has a value.</summary>
    /// <returns>Octets written.</returns>
    public int Format(Timestamp time, Span<byte> destination)
    {
        long second = Math.DivRem(time.UnixNanoseconds, 1_000_000_000, out long nanoseconds);
        if (nanoseconds < 0)
        {
            second--;
            nanoseconds += 1_000_000_000;
        }

        if (second != _second)
        {
            DateTimeOffset.FromUnixTimeSeconds(second).TryFormat(_whole, out _, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
            _second = second;
        }

        _whole.CopyTo(destination);
        int length = WholeLength;
        if (nanoseconds != 0)
        {
            int digits = nanoseconds % 1_000_000 == 0 ? 3 : nanoseconds % 1_000 == 0 ? 6 : 9;
            destination[length] = (byte)'.';
            long rest = nanoseconds;
            for (int i = 9; i > 0; i--)
            {
                long quotient = rest / 10;
                if (i <= digits)
                {
                    destination[length + i] = (byte)('0' + (rest - (quotient * 10)));
                }

                rest = quotient;
            }

            length += 1 + digits;
        }

        destination[length] = (byte)'Z';
        return length + 1;
    }
}

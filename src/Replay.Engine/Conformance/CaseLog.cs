using System.Globalization;
using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Engine.Conformance;

/// <summary>The wire log and the counts of one case, as the original suite keeps them.</summary>
internal sealed class CaseLog(int maxRows)
{
    private readonly List<WireLogRecord> _rows = [];

    /// <summary>The rows, in order.</summary>
    public IReadOnlyList<WireLogRecord> Rows => _rows;

    /// <summary>Octets and frames are logged; timers always are.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Reads by size, those of the opening handshake included.</summary>
    public SortedDictionary<ulong, long> RxOctets { get; } = [];

    /// <summary>Writes by size, those of the opening handshake included.</summary>
    public SortedDictionary<ulong, long> TxOctets { get; } = [];

    /// <summary>Frames received by opcode.</summary>
    public SortedDictionary<int, long> RxFrames { get; } = [];

    /// <summary>Frames sent by opcode.</summary>
    public SortedDictionary<int, long> TxFrames { get; } = [];

    /// <summary>Switches the log with a row that says so.</summary>
    public void Switch(bool on)
    {
        if (IsOn != on)
        {
            IsOn = on;
            Add(new WireLogSwitch(on));
        }
    }

    public void Timer(WireLogTimerKind kind, double? seconds = null, string? tag = null) =>
        Add(new WireLogTimer(kind, seconds?.ToString(CultureInfo.InvariantCulture), tag));

    /// <summary>Octets read at once.</summary>
    public void Received(ReadOnlySpan<byte> octets)
    {
        Count(RxOctets, (ulong)octets.Length);
        if (IsOn)
        {
            Add(new WireLogRxOctets { Length = (ulong)octets.Length, Hex = Hex(octets, octets.Length) });
        }
    }

    /// <summary>Octets written at once, of which the first ones are given.</summary>
    public void Sent(ReadOnlySpan<byte> head, long length, bool sync)
    {
        Count(TxOctets, (ulong)length);
        if (IsOn)
        {
            Add(new WireLogTxOctets { Length = (ulong)length, Hex = Hex(head, length), Sync = sync });
        }
    }

    /// <summary>Many writes of one size, where the log is off.</summary>
    public void SentMany(long length, long count)
    {
        if (count > 0)
        {
            TxOctets[(ulong)length] = TxOctets.GetValueOrDefault((ulong)length) + count;
        }
    }

    public void ReceivedFrame(in FrameHeader header, ReadOnlySpan<byte> head, long length)
    {
        Count(RxFrames, (int)header.Opcode);
        if (IsOn)
        {
            Add(new WireLogRxFrame
            {
                Length = (ulong)length,
                Payload = CutPayload.Write(head, length),
                Opcode = (int)header.Opcode,
                Fin = header.Fin,
                Rsv = header.Rsv,
                Masked = header.Masked,
                Mask = header.Masked ? header.MaskingKey.ToString() : null,
            });
        }
    }

    public void SentFrame(WireLogTxFrame frame)
    {
        Count(TxFrames, frame.Opcode);
        if (IsOn)
        {
            Add(frame);
        }
    }

    /// <summary>Many frames of one opcode, where the log is off.</summary>
    public void SentFrames(Opcode opcode, long count)
    {
        if (count > 0)
        {
            TxFrames[(int)opcode] = TxFrames.GetValueOrDefault((int)opcode) + count;
        }
    }

    private static string Hex(ReadOnlySpan<byte> head, long length) =>
        Convert.ToHexStringLower(head[..Math.Min(head.Length, CutPayload.Limit)])
        + (length > CutPayload.LongestUnmarked ? WireLogOctets.Ellipsis : string.Empty);

    private static void Count<T>(SortedDictionary<T, long> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private void Add(WireLogRecord row)
    {
        if (_rows.Count < maxRows)
        {
            _rows.Add(row);
        }
    }
}

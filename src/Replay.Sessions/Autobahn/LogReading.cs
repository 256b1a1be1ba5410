using System.Buffers;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>What the rows of a wire log say by themselves, read once in order.</summary>
internal sealed class LogReading
{
    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");
    private readonly List<(int RxFrames, string Tag)> _waits = [];
    private readonly List<WireLogRxFrame> _rxFrames = [];

    public LogReading(AutobahnReport report, CaseExpectation? expected)
    {
        bool on = true;
        for (int row = 0; row < report.WireLog.Count; row++)
        {
            switch (report.WireLog[row])
            {
                case WireLogSwitch change:
                    on = change.On;
                    WasOff = true;
                    break;
                case WireLogTxFrame { Opcode: (int)Opcode.Close, Rsv: 0 } frame:
                    // A close frame with reserved bits is a case's probe (3.7), not the fuzzer's close.
                    TxClose ??= frame;
                    TxCloseRow = Math.Min(TxCloseRow, row);
                    break;
                case WireLogRxFrame frame:
                    _rxFrames.Add(frame);
                    if (frame.Opcode == (int)Opcode.Close)
                    {
                        RxClose ??= frame;
                        RxCloseRow = Math.Min(RxCloseRow, row);
                    }

                    break;
                case WireLogTimer { Kind: WireLogTimerKind.Failing }:
                    FailingRow = Math.Min(FailingRow, row);
                    RxFramesAtFailing = Math.Min(RxFramesAtFailing, _rxFrames.Count);
                    break;
                case WireLogTimer { Kind: WireLogTimerKind.DelayEnd, Tag: { } tag } when TxClose is null && RxClose is null:
                    // A wait that runs out once the closing handshake has begun is logged, but is no event.
                    _waits.Add((_rxFrames.Count, tag));
                    break;
                case WireLogTcpDrop drop:
                    TcpDrop = drop;
                    break;
                case WireLogOctets octets:
                    FirstOctets ??= octets;
                    break;
            }
        }

        // Cases 9.1 to 9.6 switch the log off without a row and on again before they close.
        WasOff |= expected is { WireLog: not WireLogMode.On } || report.CreateWirelog == false;
        IsOffAtEnd = !on || report.CreateWirelog == false || (WasOff && TxClose is null && RxClose is null);
    }

    /// <summary>A part of the conversation is not in the log.</summary>
    public bool WasOff { get; }

    /// <summary>The end of the conversation is not in the log.</summary>
    public bool IsOffAtEnd { get; }

    public WireLogTxFrame? TxClose { get; }

    public WireLogRxFrame? RxClose { get; }

    public int TxCloseRow { get; } = int.MaxValue;

    public int RxCloseRow { get; } = int.MaxValue;

    public int FailingRow { get; } = int.MaxValue;

    /// <summary>The RF lines.</summary>
    public IReadOnlyList<WireLogRxFrame> RxFrames => _rxFrames;

    public int RxFramesAtFailing { get; } = int.MaxValue;

    public WireLogTcpDrop? TcpDrop { get; }

    public WireLogOctets? FirstOctets { get; }

    /// <summary>The waits that ran out while the connection was open, with the number of RF lines before each.</summary>
    public IReadOnlyList<(int RxFrames, string Tag)> Waits => _waits;

    /// <summary>
    /// True when the received frame with this number, whose octets hold a payload of <paramref name="length"/>, is logged with
    /// none: the fuzzer failed the connection on it.
    /// </summary>
    public bool IsLoggedEmpty(int number, ulong length) =>
        length > 0 && number < _rxFrames.Count && _rxFrames[number] is { Length: 0 };

    /// <summary>The octets a frame line shows; whether they are all of the payload is for the caller to know.</summary>
    public static byte[] Octets(string payload)
    {
        string shown = payload.EndsWith(CutPayload.Ellipsis, StringComparison.Ordinal) ? payload[..^CutPayload.Ellipsis.Length] : payload;
        if (shown.StartsWith("0x", StringComparison.Ordinal) && shown.Length % 2 == 0 && !shown.AsSpan(2).ContainsAnyExcept(s_hexDigits))
        {
            return Convert.FromHexString(shown.AsSpan(2));
        }

        return CutPayload.Encode(shown);
    }

    /// <summary>The number of a close code in a close payload, or null when it is too short for one.</summary>
    public static int? CloseCodeOf(ReadOnlySpan<byte> payload) =>
        payload.Length < 2 ? null : (payload[0] << 8) | payload[1];
}

using System.Buffers.Binary;
using System.Text;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>The closing handshake (RFC 6455 §7), as the original suite goes about it.</summary>
internal sealed partial class FuzzingPeer
{
    private const int LongestReason = 123;
    private string? _whyNotClean;
    private int? _localCode;
    private string? _localReason;
    private int? _remoteCode;
    private string? _remoteReason;
    private bool _closedByMe;
    private bool _awaitsClose;
    private bool _failsInstead;
    private bool _closeTimedOut;
    private bool _dropTimedOut;

    /// <summary>Both close frames crossed and TCP was dropped as it should.</summary>
    public bool WasClean { get; private set; }

    /// <summary>The fuzzer dropped TCP.</summary>
    public bool DroppedByMe { get; private set; }

    /// <summary>The opening handshake took too long.</summary>
    public bool OpenTimedOut { get; set; }

    /// <summary>How the connection was closed.</summary>
    public ClosingBehavior Closing => new()
    {
        IsServer = _isServer,
        ClosedByMe = _closedByMe,
        FailedByMe = HasFailed,
        DroppedByMe = DroppedByMe,
        WasClean = WasClean,
        WasNotCleanReason = WasClean ? null : _whyNotClean,
        WasServerConnectionDropTimeout = _dropTimedOut,
        WasOpenHandshakeTimeout = OpenTimedOut,
        WasCloseHandshakeTimeout = _closeTimedOut,
        LocalCloseCode = _localCode,
        LocalCloseReason = _localReason,
        RemoteCloseCode = _remoteCode,
        RemoteCloseReason = _remoteReason,
    };

    /// <summary>Gives up the opening handshake.</summary>
    public void FailOpening(string why)
    {
        _whyNotClean = why;
        HasFailed = true;
        Drop(abort: true);
    }

    /// <inheritdoc/>
    public void Fail(int code, string reason)
    {
        if (IsClosed)
        {
            return;
        }

        HasFailed = true;
        if (_state == FuzzerState.Closing)
        {
            // A second breach, or one while the peer is to answer the close frame.
            Drop(abort: false);
            return;
        }

        byte[] octets = Utf8(reason);
        SendClose(code, octets.AsSpan(0, Math.Min(octets.Length, LongestReason)), isReply: false);
    }

    private void SendClose(int? code, ReadOnlySpan<byte> reason, bool isReply, MaskingKey? key = null)
    {
        if (_state != FuzzerState.Open)
        {
            return;
        }

        Span<byte> payload = stackalloc byte[256];
        int length = 0;
        if (code is { } value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)value);
            length = 2;
        }

        reason.CopyTo(payload[length..]);
        SendControl(Opcode.Close, payload[..(length + reason.Length)], key);
        _state = FuzzerState.Closing;
        _closedByMe = !isReply;
        _localCode = code;
        _localReason = reason.IsEmpty ? null : ShowReason(reason);
        if (!isReply)
        {
            _awaitsClose = true;
            Timers.After(_options.CloseTimeout, OnCloseTimeout);
        }
    }

    private void OnCloseTimeout()
    {
        if (_failsInstead)
        {
            Fail(1001, "Going Away");
        }
        else if (!IsClosed)
        {
            WasClean = false;
            _whyNotClean = "the peer did not answer the close frame in time";
            _closeTimedOut = true;
            Drop(abort: true);
        }
    }

    private void OnDropTimeout()
    {
        if (!IsClosed)
        {
            WasClean = false;
            _whyNotClean = "the server did not drop TCP in time";
            _dropTimedOut = true;
            Drop(abort: true);
        }
    }

    private void Drop(bool abort)
    {
        if (IsClosed)
        {
            return;
        }

        DroppedByMe = true;
        _state = FuzzerState.Closed;
        Timers.Clear();
        _outgoing.Clear(keepLogged: !abort);
        WantsDrop = true;
        WantsAbort = abort;
    }

    private void OnCloseFrame(ReadOnlySpan<byte> payload)
    {
        int? code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : null;
        _remoteCode = code;
        if (code is { } value && !MaySay(value))
        {
            Fail(1002, "close code that must not be sent"); // RFC 6455 §7.4
        }

        if (payload.Length > 2)
        {
            ReadOnlySpan<byte> reason = payload[2..];
            if (!System.Text.Unicode.Utf8.IsValid(reason))
            {
                Fail(1007, "close reason that is no UTF-8"); // RFC 6455 §5.5.1
            }

            _remoteReason = Encoding.UTF8.GetString(reason);
        }

        switch (_state)
        {
            case FuzzerState.Closing:
                Timers.Remove(OnCloseTimeout);
                _awaitsClose = false;
                WasClean = true;
                AwaitDrop(abort: true);
                break;
            case FuzzerState.Open:
                WasClean = true;
                SendClose(1000, [], isReply: true);
                AwaitDrop(abort: false);
                break;
            default:
                WasClean = false;
                break;
        }
    }

    // RFC 6455 §7.1.1: the server drops TCP. The original gives one that closed first all the time it wants, and may wait for ever.
    private void AwaitDrop(bool abort)
    {
        if (_isServer)
        {
            Drop(abort);
        }
        else
        {
            Timers.Remove(OnDropTimeout);
            Timers.After(_options.DropTimeout, OnDropTimeout);
        }
    }

    // The codes of RFC 6455 §7.4.1 that may stand in a close frame, and the ranges of §7.4.2.
    private static bool MaySay(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1011) or (>= 3000 and <= 4999);
}

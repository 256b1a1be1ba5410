using System.Text.Unicode;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Sessions.Autobahn;

/// <summary>The table of a report's closing behaviour.</summary>
internal sealed class ClosingAudit
{
    // What Autobahn itself fails a connection for; other rules the decoder knows are no concern of the fuzzer.
    private static readonly HashSet<Rule> s_checked =
    [
        Rule.ClientMask, Rule.ServerMask, Rule.Rsv, Rule.ReservedDataOpcode, Rule.ReservedControlOpcode, Rule.LengthNotMinimal, Rule.Length63Bit,
        Rule.ContinuationWithoutStart, Rule.DataInsideMessage, Rule.ControlLength, Rule.ControlFragmented,
        Rule.CloseLength, Rule.CloseReasonUtf8, Rule.CloseCodeReserved, Rule.CloseCodeRange, Rule.TextUtf8,
        Rule.Rsv1Continuation, Rule.Rsv1Control, Rule.Inflate,
    ];

    private readonly AuditFindings _findings;
    private readonly AutobahnReport _report;
    private readonly Session _session;
    private readonly LogReading _log;
    private readonly byte[]? _txClose;
    private readonly byte[]? _rxClose;
    private readonly bool _txCloseIsWhole;
    private readonly bool _rxCloseIsWhole;

    public ClosingAudit(AuditFindings findings, AutobahnReport report, Session session, LogReading log)
    {
        _findings = findings;
        _report = report;
        _session = session;
        _log = log;
        (_txClose, _txCloseIsWhole) = ClosePayload(Direction.Tx, log.TxClose);
        (_rxClose, _rxCloseIsWhole) = ClosePayload(Direction.Rx, log.RxClose);
    }

    public void Add()
    {
        ClosingBehavior stated = _report.Closing;
        bool? isServer = IsServer();
        bool? closedByMe = ClosedByMe();
        bool? failedByMe = FailedByMe();
        bool? wasClean = WasClean();
        Decide("isServer", stated.IsServer, isServer, AuditCause.LogOff, "the log holds no octets");
        Decide("closedByMe", stated.ClosedByMe, closedByMe, AuditCause.LogOff, "the log was off when the connection was closed");
        Decide(
            "failedByMe",
            stated.FailedByMe,
            failedByMe,
            _log.WasOff ? AuditCause.LogOff : AuditCause.LogCut,
            _log.WasOff ? "the log was off for a part of the conversation" : "the log cuts received octets, and a fault in them would not show");
        DroppedByMe(stated.DroppedByMe, stated, isServer, wasClean);
        Decide("wasClean", stated.WasClean, wasClean, AuditCause.LogOff, "the log was off when the connection was closed");
        Timeouts(stated, isServer);
        Reasons(stated);
        Code("localCloseCode", stated.LocalCloseCode, _txClose);
        Reason("localCloseReason", stated.LocalCloseReason, _txClose, _txCloseIsWhole, isLocal: true);
        Code("remoteCloseCode", stated.RemoteCloseCode, _rxClose);
        Reason("remoteCloseReason", stated.RemoteCloseReason, _rxClose, _rxCloseIsWhole, isLocal: false);
    }

    // The opening handshake's request is the first thing on the wire, and a client's.
    private bool? IsServer() => _log.FirstOctets switch
    {
        WireLogTxOctets => false,
        WireLogRxOctets => true,
        _ => null,
    };

    private bool? ClosedByMe() =>
        _log.TxClose is null && _log.RxClose is null
            ? (_log.IsOffAtEnd || _report.IsTruncated ? null : false)
            : _log.TxCloseRow < _log.RxCloseRow;

    private bool? FailedByMe()
    {
        if (_log.FailingRow != int.MaxValue || PeerBrokeWhatTheFuzzerChecks())
        {
            return true;
        }

        return _log.WasOff || _report.IsTruncated || HasRxGap ? null : false;
    }

    private bool HasRxGap => _session.Gaps.Any(gap => gap.Direction == Direction.Rx);

    private bool PeerBrokeWhatTheFuzzerChecks() =>
        _session.Violations.Any(one => one.Direction == Direction.Rx && one.Frame is not null && s_checked.Contains(one.Rule));

    private bool? WasClean()
    {
        if (_report.Closing.WasServerConnectionDropTimeout == true)
        {
            return false;
        }

        if (_log.TxClose is not null && _log.RxClose is not null)
        {
            return !RxCloseIsBad();
        }

        return _log.IsOffAtEnd || _report.IsTruncated ? null : false;
    }

    private bool RxCloseIsBad() =>
        (LogReading.CloseCodeOf(_rxClose) is { } code && !new CloseCode((ushort)code).MayBeSent)
        || _rxClose is { Length: 1 }
        || (_rxClose is { Length: > 2 } && _rxCloseIsWhole && !Utf8.IsValid(_rxClose.AsSpan(2)));

    private void DroppedByMe(bool? value, ClosingBehavior stated, bool? isServer, bool? wasClean)
    {
        bool? recomputed = _log.TcpDrop?.By switch
        {
            "ME" => true,
            "PEER" => false,
            "SERVER" => isServer,
            "CLIENT" => !isServer,
            _ => null,
        };
        bool timedOut = stated.WasServerConnectionDropTimeout == true
            || stated.WasCloseHandshakeTimeout == true || stated.WasOpenHandshakeTimeout == true;
        bool failedWhileClosing = _log.FailingRow != int.MaxValue && _log.TxCloseRow < _log.FailingRow;
        if (timedOut || failedWhileClosing)
        {
            recomputed = true;
        }
        else if (wasClean == true)
        {
            // RFC 6455 §7.1.1: after a clean close the server drops TCP.
            recomputed ??= isServer;
        }

        Decide("droppedByMe", value, recomputed, AuditCause.TcpEndNotLogged, "the log does not say who dropped TCP, and nothing else here decides it");
    }

    private void Timeouts(ClosingBehavior stated, bool? isServer)
    {
        bool bothClosed = _log.TxClose is not null && _log.RxClose is not null;
        Wait(
            "wasServerConnectionDropTimeout",
            stated.WasServerConnectionDropTimeout,
            possible: _log.IsOffAtEnd || (bothClosed && isServer != true));
        Wait(
            "wasOpenHandshakeTimeout",
            stated.WasOpenHandshakeTimeout,
            possible: _session.Handshake.State != HandshakeState.Complete);
        Wait(
            "wasCloseHandshakeTimeout",
            stated.WasCloseHandshakeTimeout,
            possible: _log.IsOffAtEnd || (_log.TxClose is not null && _log.RxClose is null));
    }

    // A wait that ran out makes the fuzzer drop TCP.
    private void Wait(string what, bool? stated, bool possible)
    {
        if (stated is not { } value)
        {
            return;
        }

        if (!possible || (_report.Closing.DroppedByMe == false && !_report.IsTruncated))
        {
            _findings.Compare(what, AuditFindings.Text(value), AuditFindings.Text(false));
        }
        else
        {
            _findings.Leave(what, AuditFindings.Text(value), AuditCause.NoTimes, "the log has no times, and the wait may have run out");
        }
    }

    private void Reasons(ClosingBehavior stated)
    {
        if (stated.WasClean is not { } clean || stated.DroppedByMe is not { } dropped)
        {
            return;
        }

        // Words differ between editions; whether there are any follows from the other fields.
        bool timedOut = stated.WasServerConnectionDropTimeout == true
            || stated.WasCloseHandshakeTimeout == true || stated.WasOpenHandshakeTimeout == true;
        bool expected = !clean && (timedOut || !dropped);
        string text = stated.WasNotCleanReason ?? "None";
        _findings.Compare("wasNotCleanReason", text, expected == stated.WasNotCleanReason is not null ? text : expected ? "a reason" : "None");
    }

    private void Code(string what, int? stated, byte[]? payload)
    {
        if (payload is null && (_log.IsOffAtEnd || _report.IsTruncated))
        {
            _findings.Leave(what, AuditFindings.Text(stated), AuditCause.LogOff, "the log was off when the connection was closed");
            return;
        }

        _findings.Compare(what, AuditFindings.Text(stated), AuditFindings.Text(LogReading.CloseCodeOf(payload)));
    }

    private void Reason(string what, string? stated, byte[]? payload, bool isWhole, bool isLocal)
    {
        string text = stated ?? "None";
        if (payload is null && (_log.IsOffAtEnd || _report.IsTruncated))
        {
            _findings.Leave(what, text, AuditCause.LogOff, "the log was off when the connection was closed");
            return;
        }

        byte[]? reason = payload switch
        {
            null or { Length: 0 or 2 } => null,
            { Length: 1 } => payload,
            _ => payload[2..],
        };

        // 7.5.1 sends a reason that is no UTF-8 and, since 0.5.5, states it as hex.
        string recomputed = (reason is null ? null : CutPayload.Decode(reason)) ?? "None";
        if (isLocal && reason is not null && !Utf8.IsValid(reason) && text != recomputed)
        {
            recomputed = Convert.ToHexStringLower(reason);
        }

        if (reason is not null && !isWhole)
        {
            if (text.StartsWith(recomputed, StringComparison.Ordinal))
            {
                _findings.Leave(what, text, AuditCause.LogCut, "the log cuts the close frame; what it holds agrees", recomputed);
                return;
            }
        }

        // 7.5.1 writes a question mark where no reason was sent.
        _findings.Compare(what, text, reason is null && text == "?" ? text : recomputed);
    }

    private void Decide(string what, bool? stated, bool? recomputed, AuditCause cause, string why)
    {
        if (stated is null)
        {
            return;
        }

        if (recomputed is null)
        {
            _findings.Leave(what, AuditFindings.Text(stated), _report.IsTruncated ? AuditCause.ReportCut : cause, why);
            return;
        }

        _findings.Compare(what, AuditFindings.Text(stated), AuditFindings.Text(recomputed));
    }

    // Octets lead; the frame's line serves where the octets were never sent or are cut.
    private (byte[]? Payload, bool IsWhole) ClosePayload(Direction direction, WireLogFrame? line)
    {
        if (line is null)
        {
            return (null, true);
        }

        foreach (SessionFrame frame in _session.Frames)
        {
            if (frame.Start.Direction == direction && frame.Start.Header is { Opcode: Opcode.Close, Rsv: 0 })
            {
                if (frame.State <= PayloadState.Rebuilt)
                {
                    return (frame.Payload.ToArray(), true);
                }

                break;
            }
        }

        byte[] shown = LogReading.Octets(line.Payload);
        bool whole = !line.Payload.EndsWith(CutPayload.Ellipsis, StringComparison.Ordinal) || line.Length == (ulong)shown.Length;
        return (shown, whole);
    }
}

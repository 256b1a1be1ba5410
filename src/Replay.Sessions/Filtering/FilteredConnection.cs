using Replay.Protocol;

namespace Replay.Sessions.Filtering;

/// <summary>
/// An open connection behind a filter. Asked for violations only, it holds back the last frame or the last two heads
/// until it is known whether a violation follows.
/// </summary>
internal sealed class FilteredConnection(HandshakeOutcome handshake)
{
    private FrameStart _start;
    private Timestamp _time;
    private byte[] _payload = [];
    private int _payloadLength;
    private PayloadState _state;
    private CloseCode? _closeCode;
    private int _closeReasonLength;
    private bool _holdsFrame;
    private HttpHead? _request;
    private HttpHead? _response;
    private Direction _requestDirection;
    private Direction _responseDirection;
    private Timestamp _requestTime;
    private Timestamp _responseTime;
    private bool? _acceptValid;

    public HandshakeOutcome Handshake { get; } = handshake;

    public bool IsShown { get; set; }

    public long LastFrame { get; set; } = -1;

    public bool LastFrameFits { get; set; }

    public Opcode[] MessageOpcodes { get; } = new Opcode[2];

    public void Hold(in HandshakeRequestView request)
    {
        _request = request.Head;
        _requestDirection = request.Direction;
        _requestTime = request.Time;
    }

    public void Hold(in HandshakeResponseView response)
    {
        _response = response.Head;
        _responseDirection = response.Direction;
        _responseTime = response.Time;
        _acceptValid = response.AcceptValid;
    }

    public void Hold(in FrameView frame)
    {
        _start = frame.Start;
        _time = frame.Time;
        _state = frame.State;
        _closeCode = frame.CloseCode;
        _closeReasonLength = frame.CloseReason.Length;
        if (_payload.Length < frame.Payload.Length)
        {
            _payload = new byte[Math.Max(frame.Payload.Length, 256)];
        }

        frame.Payload.CopyTo(_payload);
        _payloadLength = frame.Payload.Length;
        _holdsFrame = true;
    }

    /// <summary>Forgets what is held: nothing was wrong with it.</summary>
    public void Drop()
    {
        _holdsFrame = false;
        _request = null;
        _response = null;
    }

    /// <summary>Lets through what a violation is about, once.</summary>
    public void Release(ISessionSink next, ConnectionInfo connection, in Violation violation)
    {
        if (violation.Frame is { } number)
        {
            if (_holdsFrame && number == _start.Frame)
            {
                _holdsFrame = false;
                ReadOnlySpan<byte> payload = _payload.AsSpan(0, _payloadLength);
                next.OnFrame(connection, new FrameView
                {
                    Start = _start,
                    Time = _time,
                    Payload = payload,
                    State = _state,
                    CloseCode = _closeCode,
                    CloseReason = _closeCode is null ? default : payload.Slice(2, Math.Min(_closeReasonLength, _payloadLength - 2)),
                });
            }

            return;
        }

        if (_request is { } request)
        {
            _request = null;
            next.OnHandshakeRequest(connection, new HandshakeRequestView { Direction = _requestDirection, Time = _requestTime, Head = request });
        }

        if (_response is { } response)
        {
            _response = null;
            next.OnHandshakeResponse(connection, new HandshakeResponseView
            {
                Direction = _responseDirection,
                Time = _responseTime,
                Head = response,
                AcceptValid = _acceptValid,
            });
        }
    }
}

using System.Buffers;
using System.Security.Cryptography;
using Replay.Protocol;

namespace Replay.Engine.Serving;

/// <summary>What the server has to say to what its decoder reports: echoes, pongs, close frames.</summary>
internal sealed class EchoAnswers(ServeOptions options)
{
    private const int MaxControl = 125;
    private readonly ArrayBufferWriter<byte> _message = new();
    private readonly ArrayBufferWriter<byte> _control = new();
    private ArrayBufferWriter<byte> _output = new();
    private ArrayBufferWriter<byte> _spare = new();
    private Deflater? _deflater;
    private bool _open;
    private bool _closeSent;
    private bool _compressed;
    private bool _isNoText;
    private MessageType? _type;

    /// <summary>The request, once it is whole.</summary>
    public HttpHead? Request { get; private set; }

    /// <summary>What came first was no request.</summary>
    public bool IsNoHandshake { get; private set; }

    /// <summary>What to do with TCP.</summary>
    public EchoEnding Ending { get; private set; }

    /// <summary>We sent a close frame and the client's is to come.</summary>
    public bool AwaitsClose => _closeSent && Ending == EchoEnding.None;

    private bool Lenient => options.Breaks(BreakModes.Lenient);

    /// <summary>What is to be sent now; valid until the second next call.</summary>
    public ReadOnlyMemory<byte> TakeOutput()
    {
        (_output, _spare) = (_spare, _output);
        _output.ResetWrittenCount();
        return _spare.WrittenMemory;
    }

    /// <summary>Closes with 1001, unless the closing handshake has begun.</summary>
    public void GoAway()
    {
        if (_open)
        {
            SendClose(CloseCode.GoingAway, []);
            _open = false;
        }
    }

    private void Done(in HandshakeOutcome outcome)
    {
        IsNoHandshake = Request is null;
        _open = outcome.State == HandshakeState.Complete || (Request is not null && options.Breaks(BreakModes.Accept | BreakModes.Extension));
        if (outcome.Deflate is { } agreed)
        {
            _deflater = new Deflater(agreed.ServerMaxWindowBits, !agreed.ServerNoContextTakeover);
        }
    }

    private void StartFrame(in FrameStart frame)
    {
        FrameHeader header = frame.Header;
        if (!_open || frame.Direction != Direction.Rx)
        {
            return;
        }

        bool control = header.Opcode.IsControl() || !IsData(header.Opcode);
        if (header.PayloadLength > (ulong)options.MaxMessage || (!control && (ulong)_message.WrittenCount + header.PayloadLength > (ulong)options.MaxMessage))
        {
            Fail(CloseCode.MessageTooBig);
            return;
        }

        if (control)
        {
            _control.ResetWrittenCount();
        }
        else if (header.Opcode != Opcode.Continuation)
        {
            _type = (MessageType)header.Opcode;
            _compressed = header.Rsv1 && _deflater is not null;
            _message.ResetWrittenCount();
        }
    }

    private void Take(in FrameStart frame, ReadOnlySpan<byte> payload)
    {
        if (!_open || frame.Direction != Direction.Rx)
        {
            return;
        }

        if (!IsData(frame.Header.Opcode))
        {
            _control.Write(payload);
        }
        else if (!_compressed)
        {
            _message.Write(payload);
        }
    }

    private void TakeInflated(Direction direction, ReadOnlySpan<byte> data)
    {
        if (!_open || direction != Direction.Rx || !_compressed)
        {
            return;
        }

        if (_message.WrittenCount + data.Length > options.MaxMessage)
        {
            Fail(CloseCode.MessageTooBig);
            return;
        }

        _message.Write(data);
    }

    private void EndFrame(in FrameEnd end)
    {
        if (!_open || end.Start.Direction != Direction.Rx || end.State == PayloadState.Gap)
        {
            return;
        }

        FrameHeader header = end.Start.Header;
        switch (header.Opcode)
        {
            case Opcode.Ping when !options.Breaks(BreakModes.Pong):
                Send(Opcode.Pong, _control.WrittenSpan);
                break;
            case Opcode.Close:
                AnswerClose(end.CloseCode, end.CloseReason);
                break;
            case Opcode.Ping or Opcode.Pong:
                break;
            case Opcode.Continuation when _type is null && Lenient && header.Fin:
                // No message is under way, so that the decoder reports none.
                _type = MessageType.Text;
                Echo();
                break;
            case Opcode.Continuation or Opcode.Text or Opcode.Binary:
                break;
            default:
                Send(header.Opcode, _control.WrittenSpan);
                break;
        }
    }

    private void EndMessage(in MessageEnd end)
    {
        if (_isNoText && end.Direction == Direction.Rx)
        {
            Fail(CloseCode.InvalidPayloadData);
        }

        if (_open && end.Direction == Direction.Rx && end.State != PayloadState.Gap)
        {
            Echo();
        }
    }

    private void Echo()
    {
        if (options.Breaks(BreakModes.Drop | BreakModes.Reset))
        {
            Ending = options.Breaks(BreakModes.Reset) ? EchoEnding.Reset : EchoEnding.Drop;
            _open = false;
            return;
        }

        ReadOnlySpan<byte> data = _message.WrittenSpan;
        if (options.Breaks(BreakModes.Truncate))
        {
            data = data[..Math.Max(0, data.Length - 1)];
        }

        byte[]? changed = null;
        if (options.Breaks(BreakModes.Corrupt) && data.Length > 0)
        {
            changed = data.ToArray();
            changed[^1] ^= 1;
            data = changed;
        }

        Opcode opcode = _type == MessageType.Binary ? Opcode.Binary : Opcode.Text;
        for (int i = options.Breaks(BreakModes.Mute) ? 2 : options.Breaks(BreakModes.Twice) ? 0 : 1; i < 2; i++)
        {
            SendMessage(opcode, data);
        }

        _type = null;
        _message.ResetWrittenCount();
    }

    private void SendMessage(Opcode opcode, ReadOnlySpan<byte> data)
    {
        if (_deflater is { } deflater && _compressed)
        {
            var packed = new ArrayBufferWriter<byte>(Math.Max(64, data.Length / 2));
            deflater.Compress(data, packed);
            Send(opcode, packed.WrittenSpan, rsv: 4);
        }
        else
        {
            Send(opcode, data);
        }
    }

    private void Send(Opcode opcode, ReadOnlySpan<byte> payload, byte rsv = 0) =>
        FrameWriter.Write(opcode, payload, _output, rsv: rsv, maskingKey: Mask());

    private MaskingKey? Mask() =>
        options.Breaks(BreakModes.Mask) ? new MaskingKey((uint)RandomNumberGenerator.GetInt32(int.MaxValue)) : null;

    // §5.5.1: the answer typically echoes the code, and many servers the reason; then the server drops TCP.
    private void AnswerClose(CloseCode? code, ReadOnlySpan<byte> reason)
    {
        if (options.Breaks(BreakModes.NeverClose))
        {
            return;
        }

        if (options.Breaks(BreakModes.NeverFail))
        {
            _open = false;
            return;
        }

        if (Lenient)
        {
            Send(Opcode.Close, _control.WrittenSpan[..Math.Min(_control.WrittenCount, MaxControl)]);
        }
        else if (!options.Breaks(BreakModes.DropOnClose) && !_closeSent)
        {
            SendClose(code, reason);
        }

        _open = false;
        Ending = EchoEnding.Drop;
    }

    /// <summary>Fails the connection (§7.1.7): a close frame, and TCP is dropped at once.</summary>
    private void Fail(CloseCode code)
    {
        _open = false;
        if (options.Breaks(BreakModes.NeverFail))
        {
            return;
        }

        if (!_closeSent && !options.Breaks(BreakModes.DropOnClose))
        {
            SendClose(code, []);
        }

        Ending = EchoEnding.Drop;
    }

    private void SendClose(CloseCode? code, ReadOnlySpan<byte> reason)
    {
        _closeSent = true;
        FrameWriter.WriteClose(options.Breaks(BreakModes.CloseCode) ? CloseCode.InternalError : code, reason, _output, Mask());
    }

    private void Judge(in Violation violation)
    {
        if (!_open || violation.By != Party.Client || violation.Frame is null || violation.Severity != Severity.Error || Passes(in violation))
        {
            return;
        }

        if (violation.Rule == Rule.TextUtf8 && options.Breaks(BreakModes.LateUtf8))
        {
            _isNoText = true;
            return;
        }

        Fail(violation.Rule switch
        {
            Rule.TextUtf8 or Rule.CloseReasonUtf8 or Rule.Inflate or Rule.InflateWindow or Rule.InflateContext => CloseCode.InvalidPayloadData,
            _ => CloseCode.ProtocolError,
        });
    }

    private bool Passes(in Violation violation) => Lenient || violation.Rule switch
    {
        Rule.CloseLength or Rule.CloseReasonUtf8 or Rule.CloseCodeReserved or Rule.CloseCodeRange when options.Breaks(BreakModes.NeverClose) => true,
        Rule.ReservedDataOpcode or Rule.ReservedControlOpcode => options.Breaks(BreakModes.ReservedOpcodes),
        Rule.Rsv or Rule.Rsv1Continuation or Rule.Rsv1Control => options.Breaks(BreakModes.ReservedBits),
        Rule.TextUtf8 or Rule.CloseReasonUtf8 => options.Breaks(BreakModes.Utf8),
        Rule.DataAfterClose or Rule.NotFailed => true,
        _ => false,
    };

    private static bool IsData(Opcode opcode) => opcode is Opcode.Continuation or Opcode.Text or Opcode.Binary;

    /// <summary>The decoder's side.</summary>
    internal readonly struct Events(EchoAnswers owner) : IDecoderSink
    {
        public void OnOctets(in OctetsView octets)
        {
        }

        public void OnHandshakeRequest(in HandshakeRequestView request) => owner.Request = request.Head;

        public void OnHandshakeResponse(in HandshakeResponseView response)
        {
        }

        public void OnHandshakeDone(in HandshakeOutcome outcome) => owner.Done(in outcome);

        public void OnFrameStart(in FrameStart frame) => owner.StartFrame(in frame);

        public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload) => owner.Take(in frame, payload);

        public void OnFrameEnd(in FrameEnd frame) => owner.EndFrame(in frame);

        public void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data) => owner.TakeInflated(direction, data);

        public void OnMessageEnd(in MessageEnd message) => owner.EndMessage(in message);

        public void OnViolation(in Violation violation) => owner.Judge(in violation);

        public void OnGap(in GapView gap)
        {
        }

        public void OnRemark(Timestamp time, string text)
        {
        }

        public void OnEnd(in EndView end)
        {
        }
    }
}

using System.Buffers;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>What comes in.</summary>
internal sealed partial class FuzzingPeer
{
    private readonly ArrayBufferWriter<byte> _message = new(256);
    private MessageType _messageType;
    private long _messageLength;

    /// <inheritdoc/>
    void IFrameConsumer.BeginMessage(MessageType type)
    {
        _messageType = type;
        _messageLength = 0;
        _message.ResetWrittenCount();
        BeginEcho(type);
    }

    /// <inheritdoc/>
    void IFrameConsumer.MessageData(ReadOnlySpan<byte> octets)
    {
        if (_expectation?.Echoes is not null)
        {
            CompareEcho(octets);
        }
        else if (_messageLength < _options.MaxMessage)
        {
            _message.Write(octets[..(int)Math.Min(octets.Length, _options.MaxMessage - _messageLength)]);
        }

        _messageLength += octets.Length;
    }

    /// <inheritdoc/>
    void IFrameConsumer.EndMessage()
    {
        Release();
        if (_state == FuzzerState.Open)
        {
            _traffic.IncomingMessages++;
        }

        if (_expectation?.Echoes is { } echoes)
        {
            EndEcho(echoes);
            return;
        }

        AddEvent(new ReceivedEvent
        {
            Kind = EventKind.Message,
            Type = _messageType,
            Payload = _message.WrittenSpan.ToArray(),
            Length = (ulong)_messageLength,
            IsWhole = _message.WrittenCount == _messageLength,
        });
        CloseWhenMet();
    }

    /// <inheritdoc/>
    void IFrameConsumer.Frame(in FrameHeader header, ReadOnlySpan<byte> head, long length)
    {
        if (_state == FuzzerState.Open && !header.Opcode.IsControl())
        {
            _traffic.IncomingFrames++;
        }

        Log.ReceivedFrame(header, head, length);
    }

    /// <inheritdoc/>
    void IFrameConsumer.Control(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (opcode != Opcode.Close)
        {
            Release();
        }
        else if (_outgoing.HasSlow)
        {
            Hold(s_answerTime);
        }

        switch (opcode)
        {
            case Opcode.Close:
                OnCloseFrame(payload);
                break;
            case Opcode.Ping when _state == FuzzerState.Open:
                // RFC 6455 §5.5.2. The original answers pings and counts them as no event.
                SendControl(Opcode.Pong, payload);
                break;
            case Opcode.Pong when _expectation is not null && _expectation.Echoes is null:
                AddEvent(ReceivedEvent.Pong(payload.ToArray()));
                CloseWhenMet();
                break;
        }
    }

    /// <inheritdoc/>
    void IFrameConsumer.Count(long octets, long inflated)
    {
        if (_state == FuzzerState.Open)
        {
            _traffic.IncomingFramesOctets += octets;
            _traffic.IncomingApp += inflated;
        }
    }

    // The fuzzer closes as soon as nothing it could still receive would be right.
    private void CloseWhenMet()
    {
        if (_expectation is { Close.ClosedByMe: true } expected
            && expected.Outcomes.All(outcome => outcome.Compare(_received) == EventMatch.Same))
        {
            SendClose(expected.Close.CloseCodes[0], [], isReply: false);
        }
    }
}

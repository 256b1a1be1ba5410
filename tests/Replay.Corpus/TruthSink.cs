using Replay.Protocol;

namespace Replay.Corpus;

/// <summary>Counts what a decoder reports of one connection, and sums up what it has decoded.</summary>
internal readonly struct TruthSink(TruthSide tx, TruthSide rx) : IDecoderSink
{
    public void OnOctets(in OctetsView octets)
    {
    }

    public void OnHandshakeRequest(in HandshakeRequestView request)
    {
    }

    public void OnHandshakeResponse(in HandshakeResponseView response)
    {
    }

    public void OnHandshakeDone(in HandshakeOutcome outcome)
    {
    }

    public void OnFrameStart(in FrameStart frame)
    {
    }

    public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload) =>
        Of(frame.Direction).PayloadWire += payload.Length;

    public void OnFrameEnd(in FrameEnd frame)
    {
        TruthSide side = Of(frame.Start.Direction);
        side.Frames++;
        switch (frame.Start.Header.Opcode)
        {
            case Opcode.Text:
                side.Text++;
                break;
            case Opcode.Binary:
                side.Binary++;
                break;
            case Opcode.Continuation:
                side.Continuation++;
                break;
            case Opcode.Ping:
                side.Ping++;
                break;
            case Opcode.Pong:
                side.Pong++;
                break;
            case Opcode.Close:
                side.Close++;
                break;
        }
    }

    public void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data)
    {
        TruthSide side = Of(direction);
        side.PayloadDecoded += data.Length;
        side.Crc = Crc32.Append(side.Crc, data);
    }

    public void OnMessageEnd(in MessageEnd message) => Of(message.Direction).Messages++;

    public void OnViolation(in Violation violation)
    {
    }

    public void OnGap(in GapView gap)
    {
    }

    public void OnRemark(Timestamp time, string text)
    {
    }

    public void OnEnd(in EndView end)
    {
    }

    private TruthSide Of(Direction direction) => direction == Direction.Tx ? tx : rx;
}

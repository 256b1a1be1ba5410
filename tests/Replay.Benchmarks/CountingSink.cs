using Replay.Protocol;

namespace Replay.Benchmarks;

/// <summary>A sink that counts, the least that keeps the decoder's work from being thrown away.</summary>
internal struct CountingSink : IDecoderSink
{
    public long Frames;
    public long Messages;
    public long Violations;
    public ulong DataOctets;

    public readonly void OnOctets(in OctetsView octets)
    {
    }

    public readonly void OnHandshakeRequest(in HandshakeRequestView request)
    {
    }

    public readonly void OnHandshakeResponse(in HandshakeResponseView response)
    {
    }

    public readonly void OnHandshakeDone(in HandshakeOutcome outcome)
    {
    }

    public readonly void OnFrameStart(in FrameStart frame)
    {
    }

    public readonly void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload)
    {
    }

    public void OnFrameEnd(in FrameEnd frame) => Frames++;

    public void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data) => DataOctets += (ulong)data.Length;

    public void OnMessageEnd(in MessageEnd message) => Messages++;

    public void OnViolation(in Violation violation) => Violations++;

    public readonly void OnGap(in GapView gap)
    {
    }

    public readonly void OnRemark(Timestamp time, string text)
    {
    }

    public readonly void OnEnd(in EndView end)
    {
    }
}

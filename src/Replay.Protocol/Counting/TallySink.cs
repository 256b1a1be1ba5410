using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>Counts what a decoder reports: nothing is gathered, every octet is still unmasked, inflated and judged.</summary>
internal readonly struct TallySink(ConnectionTally tally) : IDecoderSink
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnOctets(in OctetsView octets)
    {
        if (octets.Direction == Direction.Tx)
        {
            tally.TxOctets += octets.Length;
        }
        else
        {
            tally.RxOctets += octets.Length;
        }
    }

    public void OnHandshakeRequest(in HandshakeRequestView request)
    {
    }

    public void OnHandshakeResponse(in HandshakeResponseView response)
    {
    }

    public void OnHandshakeDone(in HandshakeOutcome outcome) => tally.State = outcome.State;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnFrameStart(in FrameStart frame)
    {
        if (frame.Direction == Direction.Tx)
        {
            tally.TxPayload = tally.TxFramed;
        }
        else
        {
            tally.RxPayload = tally.RxFramed;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload)
    {
        if (frame.Direction == Direction.Tx)
        {
            tally.TxPayload += (ulong)payload.Length;
        }
        else
        {
            tally.RxPayload += (ulong)payload.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnFrameEnd(in FrameEnd frame)
    {
        if (frame.Start.Direction == Direction.Tx)
        {
            tally.TxFrames++;
            tally.TxFramed = tally.TxPayload;
        }
        else
        {
            tally.RxFrames++;
            tally.RxFramed = tally.RxPayload;
        }
    }

    public void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnMessageEnd(in MessageEnd message)
    {
        if (message.State == PayloadState.Gap)
        {
            return;
        }

        if (message.Direction == Direction.Tx)
        {
            tally.TxMessages++;
        }
        else
        {
            tally.RxMessages++;
        }
    }

    public void OnViolation(in Violation violation) => tally.Count(in violation);

    public void OnGap(in GapView gap)
    {
    }

    public void OnRemark(Timestamp time, string text)
    {
    }

    public void OnEnd(in EndView end) => tally.End();
}

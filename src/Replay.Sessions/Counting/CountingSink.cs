using System.Runtime.CompilerServices;
using Replay.Protocol;

namespace Replay.Sessions.Counting;

/// <summary>Counts what a decoder reports: nothing is gathered, every octet is still unmasked, inflated and judged.</summary>
internal readonly struct CountingSink(CountingDecoder owner, ConnectionCounts counts) : IDecoderSink
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnOctets(in OctetsView octets)
    {
        if (octets.Direction == Direction.Tx)
        {
            counts.TxOctets += octets.Length;
        }
        else
        {
            counts.RxOctets += octets.Length;
        }
    }

    public void OnHandshakeRequest(in HandshakeRequestView request)
    {
    }

    public void OnHandshakeResponse(in HandshakeResponseView response)
    {
    }

    public void OnHandshakeDone(in HandshakeOutcome outcome) => counts.State = outcome.State;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnFrameStart(in FrameStart frame)
    {
        if (frame.Direction == Direction.Tx)
        {
            counts.TxPayload = counts.TxFramed;
        }
        else
        {
            counts.RxPayload = counts.RxFramed;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload)
    {
        if (frame.Direction == Direction.Tx)
        {
            counts.TxPayload += (ulong)payload.Length;
        }
        else
        {
            counts.RxPayload += (ulong)payload.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnFrameEnd(in FrameEnd frame)
    {
        if (frame.Start.Direction == Direction.Tx)
        {
            counts.TxFrames++;
            counts.TxFramed = counts.TxPayload;
        }
        else
        {
            counts.RxFrames++;
            counts.RxFramed = counts.RxPayload;
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
            counts.TxMessages++;
        }
        else
        {
            counts.RxMessages++;
        }
    }

    public void OnViolation(in Violation violation)
    {
        counts.Violations[(int)violation.Severity]++;
        owner.Counts.OnViolation(counts.Connection, in violation);
    }

    public void OnGap(in GapView gap)
    {
    }

    public void OnRemark(Timestamp time, string text)
    {
    }

    public void OnEnd(in EndView end) => owner.End(counts);
}

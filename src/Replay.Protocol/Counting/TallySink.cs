using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>
/// The counts of a <see cref="ConnectionTally"/>, which are the sink of its decoder and stand in it: nothing is gathered, every octet
/// is still unmasked, inflated and judged.
/// </summary>
public struct TallySink : IDecoderSink
{
    private readonly ConnectionTally _tally;
    private Both _counts;

    internal TallySink(ConnectionTally tally) => _tally = tally;

    /// <inheritdoc/>
    public static bool CountsOnly => true;

    /// <inheritdoc/>
    public readonly void OnOctets(in OctetsView octets)
    {
    }

    /// <inheritdoc/>
    public readonly void OnHandshakeRequest(in HandshakeRequestView request)
    {
    }

    /// <inheritdoc/>
    public readonly void OnHandshakeResponse(in HandshakeResponseView response)
    {
    }

    /// <inheritdoc/>
    public readonly void OnHandshakeDone(in HandshakeOutcome outcome)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnWholeMessage(Direction direction, int length)
    {
        ref Counts counts = ref Of(ref this, direction);
        counts.Frames++;
        counts.Messages++;
        counts.Framed += (ulong)length;
    }

    /// <inheritdoc/>
    public void OnWholeClose(Direction direction, int length)
    {
        ref Counts counts = ref Of(ref this, direction);
        counts.Frames++;
        counts.Framed += (ulong)length;
    }

    /// <inheritdoc/>
    public void OnFrameStart(in FrameStart frame)
    {
        ref Counts counts = ref Of(ref this, frame.Direction);
        counts.Payload = counts.Framed;
    }

    /// <inheritdoc/>
    public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload) =>
        Of(ref this, frame.Direction).Payload += (ulong)payload.Length;

    /// <inheritdoc/>
    public void OnFrameEnd(in FrameEnd frame)
    {
        ref Counts counts = ref Of(ref this, frame.Start.Direction);
        counts.Frames++;
        counts.Framed = counts.Payload;
    }

    /// <inheritdoc/>
    public readonly void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data)
    {
    }

    /// <inheritdoc/>
    public void OnMessageEnd(in MessageEnd message)
    {
        if (message.State != PayloadState.Gap)
        {
            Of(ref this, message.Direction).Messages++;
        }
    }

    /// <inheritdoc/>
    public readonly void OnViolation(in Violation violation) => _tally.Count(in violation);

    /// <inheritdoc/>
    public void OnGap(in GapView gap)
    {
        if (gap.State != OctetState.Elided)
        {
            Of(ref this, gap.Direction).Missing += gap.Length.GetValueOrDefault();
        }
    }

    /// <inheritdoc/>
    public readonly void OnRemark(Timestamp time, string text)
    {
    }

    /// <inheritdoc/>
    public readonly void OnEnd(in EndView end) => _tally.End();

    /// <summary>The counts of a direction.</summary>
    internal static ref Counts Of(ref TallySink sink, Direction direction) => ref sink._counts[(int)direction];

    /// <summary>Forgets what was counted.</summary>
    internal void Reset() => _counts = default;

    /// <summary>What is counted of a direction.</summary>
    internal struct Counts
    {
        public long Frames;
        public long Messages;

        // Octets of payload up to the last frame that was reported whole or lost: what belongs to no frame does not count.
        public ulong Framed;

        // The same with what came of the frame in progress.
        public ulong Payload;

        // Octets that the record does not have.
        public ulong Missing;
    }

    /// <summary>By <see cref="Direction"/>.</summary>
    [InlineArray(2)]
    private struct Both
    {
        private Counts _first;
    }
}

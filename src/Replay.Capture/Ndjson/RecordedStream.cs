namespace Replay.Capture.Ndjson;

/// <summary>How far one direction has been delivered, in the offsets of the record.</summary>
internal sealed class RecordedStream
{
    // Gaps are said when they are noticed, the frame they are in when it is complete.
    private const int MaxGaps = 4096;

    /// <summary>Offset of the next octet.</summary>
    public ulong At { get; set; }

    /// <summary>True once a frame has shown where the stream stands: heads may have been longer than they are rebuilt.</summary>
    public bool IsPlaced { get; set; }

    /// <summary>Gaps that are not delivered yet, in the order of their offsets.</summary>
    public Queue<RecordedGap> Gaps { get; } = new();

    /// <summary>Keeps a gap until the frame comes that it is in.</summary>
    public void Keep(RecordedGap gap)
    {
        if (Gaps.Count < MaxGaps)
        {
            Gaps.Enqueue(gap);
        }
    }
}

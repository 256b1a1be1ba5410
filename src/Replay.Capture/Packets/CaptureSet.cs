using Replay.Capture.Tcp;
using Replay.Sessions.Counting;

namespace Replay.Capture.Packets;

/// <summary>Reads capture files as one capture: a connection may begin in one and end in the next.</summary>
public static class CaptureSet
{
    /// <summary>Octets looked at to find a file's first packet, to begin with.</summary>
    private const int PeekSize = 64 * 1024;

    /// <summary>
    /// Reads files in the order of their packets' times: those that a recorder rotated, and those that several recorders wrote
    /// at the same time, such as one a direction.
    /// </summary>
    /// <param name="inputs">The files; those without packets come last.</param>
    /// <param name="context">Where connections go, and what was asked.</param>
    /// <exception cref="IOException">A stream failed.</exception>
    public static void Read(IReadOnlyList<SourceInput> inputs, SourceContext context) =>
        Read(inputs, context, new SinkDelivery(context.Sink));

    /// <summary>The same for connections that are only counted.</summary>
    /// <param name="inputs">The files; those without packets come last.</param>
    /// <param name="context">Where problems go, and what was asked.</param>
    /// <param name="decoder">Where connections go.</param>
    /// <exception cref="IOException">A stream failed.</exception>
    public static void Read(IReadOnlyList<SourceInput> inputs, SourceContext context, CountingDecoder decoder) =>
        Read(inputs, context, new CountingDelivery(decoder, context.Sink));

    /// <summary>The same with a delivery that knows its decoder's type.</summary>
    internal static void Read<TDelivery>(IReadOnlyList<SourceInput> inputs, SourceContext context, TDelivery delivery)
        where TDelivery : struct, IConnectionDelivery
    {
        var files = new List<Candidate>(inputs.Count);
        foreach (SourceInput input in inputs)
        {
            files.Add(new Candidate(input, null, 0));
        }

        if (inputs.Count > 1)
        {
            byte[] block = new byte[PeekSize];
            for (int i = 0; i < files.Count; i++)
            {
                Stream stream = inputs[i].Stream;
                long start = stream.CanSeek ? stream.Position : 0;
                var file = new CaptureFile(stream, context.Options, block);
                long time = file.PeekFirstTime();
                if (stream.CanSeek)
                {
                    // A day of rotated files can be thousands: what was looked at is read again when its turn comes.
                    block = file.Block;
                    file.Dispose();
                    stream.Position = start;
                    files[i] = new Candidate(inputs[i], null, time);
                }
                else
                {
                    block = new byte[PeekSize];
                    files[i] = new Candidate(inputs[i], file, time);
                }
            }

            // Stable, so that files without times keep the order given.
            files = [.. files.OrderBy(static file => file.Time)];
        }

        var stage = new WebSocketStage<TDelivery>(context, delivery);
        var pipeline = new PacketPipeline<StageHandler<TDelivery>>(context, new StageHandler<TDelivery>(stage));
        context.Statistics.Moment = () => pipeline.Moment;
        var handler = new PipelineHandler<StageHandler<TDelivery>>(pipeline);
        if (files.Count == 1)
        {
            Enter(files[0].Input.Name);
            using CaptureFile file = files[0].File ?? new CaptureFile(files[0].Input.Stream, context.Options);
            file.Read(ref handler, context.Cancellation);
            pipeline.Count(file.Offset);
        }
        else
        {
            Merge(files, context, Enter, ref handler, pipeline.Count);
        }

        pipeline.Tcp.Finish();
        context.Statistics.Moment = null;
        if (!context.CountsPackets)
        {
            context.Statistics.ForgetPackets();
        }

        void Enter(string name)
        {
            stage.Source = name;
            pipeline.Source = name;
            pipeline.Tcp.History.Forget();
        }
    }

    /// <summary>Hands on the packets of several files by time; those of one file stay in their order.</summary>
    private static void Merge<THandler>(List<Candidate> files, SourceContext context, Action<string> enter, ref THandler handler, Action<long> count)
        where THandler : struct, IPacketHandler
    {
        var open = new List<Reading>();
        Reading? last = null;
        int next = 0;
        while (!context.Cancellation.IsCancellationRequested)
        {
            Reading? first = null;
            foreach (Reading reading in open)
            {
                first = first is null || reading.Batch.Time < first.Batch.Time ? reading : first;
            }

            if (next < files.Count && (first is null || files[next].Time <= first.Batch.Time))
            {
                Candidate candidate = files[next++];
                var opened = new Reading(candidate.Input.Name, candidate.File ?? new CaptureFile(candidate.Input.Stream, context.Options));
                if (opened.Fill())
                {
                    open.Add(opened);
                }
                else
                {
                    count(opened.Close());
                }

                continue;
            }

            if (first is null)
            {
                break;
            }

            if (!ReferenceEquals(first, last) || first.HasNewBlock)
            {
                if (!ReferenceEquals(first, last))
                {
                    enter(first.Name);
                }

                first.HasNewBlock = false;
                first.Batch.Enter(ref handler);
                last = first;
            }

            first.Batch.Deliver(ref handler);
            if (!first.Fill())
            {
                open.Remove(first);
                count(first.Close());
                last = null;
            }
        }

        // Interrupted.
        open.ForEach(reading => count(reading.Close()));
    }

    /// <summary>A file to read: what was read of it already where that cannot be read again, and the time of its first packet.</summary>
    private sealed record Candidate(SourceInput Input, CaptureFile? File, long Time);

    /// <summary>One of several files being read.</summary>
    private sealed class Reading(string name, CaptureFile file)
    {
        private bool _hasMore = true;

        public string Name { get; } = name;

        public PacketBatch Batch { get; } = new();

        /// <summary>True when the batch stands in other octets than those before.</summary>
        public bool HasNewBlock { get; set; }

        /// <summary>Reads on when everything was handed on; false at the end.</summary>
        public bool Fill()
        {
            while (Batch.IsEmpty && _hasMore)
            {
                Batch.Clear();
                var filler = new PacketBatch.Filler(Batch);
                _hasMore = file.ReadBlock(ref filler);
                HasNewBlock = true;
            }

            return !Batch.IsEmpty;
        }

        /// <summary>Closes the file. Returns the octets read of it.</summary>
        public long Close()
        {
            file.Dispose();
            return file.Offset;
        }
    }
}

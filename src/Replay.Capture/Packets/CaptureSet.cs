using Replay.Capture.Tcp;
using Replay.Sessions.Counting;

namespace Replay.Capture.Packets;

/// <summary>Reads capture files as one capture: a connection may begin in one and end in the next.</summary>
public static class CaptureSet
{
    /// <summary>Octets looked at to find a file's first packet, to begin with.</summary>
    private const int PeekSize = 64 * 1024;

    /// <summary>
    /// Reads files in the order of their first packets' times, as a recorder that rotates its files wrote them. Files
    /// whose times overlap are not merged packet by packet.
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
        var files = new List<(SourceInput Input, CaptureFile? File, long Time)>(inputs.Count);
        foreach (SourceInput input in inputs)
        {
            files.Add((input, null, 0));
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
                    files[i] = (inputs[i], null, time);
                }
                else
                {
                    block = new byte[PeekSize];
                    files[i] = (inputs[i], file, time);
                }
            }

            // Stable, so that files without times keep the order given.
            files = [.. files.OrderBy(static file => file.Time)];
        }

        var stage = new WebSocketStage<TDelivery>(context, delivery);
        var pipeline = new PacketPipeline<StageHandler<TDelivery>>(context, new StageHandler<TDelivery>(stage));
        context.Statistics.Moment = () => pipeline.Moment;
        var handler = new PipelineHandler<StageHandler<TDelivery>>(pipeline);
        foreach ((SourceInput input, CaptureFile? peeked, _) in files)
        {
            if (context.Cancellation.IsCancellationRequested)
            {
                break;
            }

            stage.Source = input.Name;
            pipeline.Source = input.Name;
            pipeline.Tcp.History.Forget();
            using CaptureFile file = peeked ?? new CaptureFile(input.Stream, context.Options);
            file.Read(ref handler, context.Cancellation);
            pipeline.Count(file.Offset);
        }

        pipeline.Tcp.Finish();
        context.Statistics.Moment = null;
        if (!context.Share.CountsPackets)
        {
            context.Statistics.ForgetPackets();
        }
    }
}

using Replay.Capture;
using Replay.Capture.Live;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>Decodes what crosses an interface, as it happens.</summary>
/// <param name="request">What to show; its one input is the interface.</param>
/// <param name="live">What to capture.</param>
/// <param name="file">A file for the packets, or null.</param>
/// <param name="host">The world.</param>
internal sealed class LiveRun(DecodeRequest request, LiveOptions live, string? file, CommandHost host)
{
    public int Run()
    {
        // Ctrl-C ends the source, not the reading: what was captured up to then is still decoded.
        var decoding = new DecodeRun(request, host, sourcesStop: false);
        using var capture = new LiveStream(live, decoding.Flush, decoding.Cancellation);
        Stream? copy = null;
        try
        {
            copy = file is null ? null : new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"{file}: {exception.Message}", exception);
        }

        using Stream packets = copy is null ? capture : new CopyingStream(capture, copy);
        LiveStatistics statistics = default;
        int code = decoding.Run(input =>
        {
            if (!request.Quiet && host.ErrorIsTerminal)
            {
                host.Complain($"capturing on {live.Interface}; Ctrl-C ends it");
            }

            decoding.Flush();
            input.ReadLive(new SourceInput(live.Interface, packets));
            if (capture.Failure is { } failure)
            {
                input.Outcome.OnProblem(new CaptureProblem(live.Interface, null, null, "the capture has ended: " + failure));
            }

            statistics = capture.Statistics();
        });
        if (!request.Quiet || statistics.Dropped + statistics.DroppedByInterface > 0)
        {
            host.Complain($"{InputRun.Count(statistics.Packets, "packet")} captured, {InputRun.Count(statistics.Dropped, "packet")} dropped by the kernel"
                + (statistics.DroppedByInterface > 0 ? $", {InputRun.Count(statistics.DroppedByInterface, "packet")} by the interface" : ""));
        }

        return code;
    }
}

using Replay.Sessions;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>From what is read to files of another kind.</summary>
internal static class ExportRun
{
    public static int Run(ExportRequest request, CommandHost host)
    {
        using SessionWriter writer = ExportFormats.Create(request, new OutputFiles(request.Force, request.Inputs, host));
        ISessionSink sink = request.Filter.IsActive ? new FilterSink(writer, request.Filter) : writer;
        var input = new InputRun(request, host, sink, static () => { });
        input.Read();
        writer.Complete();
        foreach (string loss in writer.Losses)
        {
            host.Complain(loss);
        }

        return input.Finish();
    }
}

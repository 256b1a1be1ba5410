using System.Text;
using System.Text.Json;
using Replay.Cli;

namespace Replay.Interop.Replaying;

/// <summary>A command of ours, run in this process.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    public static CommandRun Of(params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(args, Stream.Null, output, error);
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>Replays an input and reads the JSON that comes of it.</summary>
    public static (CommandRun Run, JsonElement Json) Replay(string input, string url, params string[] more)
    {
        CommandRun run = Of(["replay", input, "--to", url, "--json", .. more]);
        Assert.AreNotEqual("", run.Output, run.Error);
        return (run, JsonDocument.Parse(run.Output).RootElement);
    }
}

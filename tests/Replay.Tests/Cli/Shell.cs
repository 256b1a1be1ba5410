using System.Text;
using Replay.Cli;

namespace Replay.Tests.Cli;

/// <summary>Runs a command in process.</summary>
internal sealed record Shell(int ExitCode, string Output, string Error)
{
    public const string MaskedHello = "818537fa213d7f9f4d5158";

    public static Shell Run(params string[] args) => Run(Stream.Null, args);

    public static Shell Feed(string input, params string[] args) => Run(new MemoryStream(Encoding.UTF8.GetBytes(input)), args);

    public static Shell Run(Stream input, string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(args, input, output, error);
        return new Shell(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public static Shell RunOnTerminal(IReadOnlyDictionary<string, string> environment, string input, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(args, new CommandHost
        {
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Output = output,
            Error = error,
            OutputIsTerminal = true,
            Columns = () => 100,
            Environment = name => environment.GetValueOrDefault(name),
        });
        return new Shell(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}

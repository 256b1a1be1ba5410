using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replay.Cli;

/// <summary>The process: real streams, real signals.</summary>
public static class Program
{
    private static int Main(string[] args)
    {
        StandardDescriptors.Hold();

        // Answered before anything else is loaded.
        if (args.Length == 1 && args[0] == "--version" && !StandardDescriptors.IsOutputClosed)
        {
            try
            {
                using Stream output = Console.OpenStandardOutput();
                output.Write("wsreplay "u8);
                output.Write(System.Text.Encoding.ASCII.GetBytes(ToolVersion.Text));
                output.Write("\n"u8);
                return ExitCode.Done;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Tried again below, where it is said why it fails.
            }
        }

        // Compiled to a native program, the runtime may wait for ever when two threads are the first to need its switches: one of them
        // holds the lock of the table of switches and waits for a comparer, the other the comparer's and, to wait for it, needs a switch.
        _ = AppContext.TryGetSwitch("wsreplay", out _);

        // A native program has nothing left to compile.
        if (RuntimeFeature.IsDynamicCodeCompiled && args.Length > 1 && args[0] == "decode")
        {
            Running.WarmUp.Start(args);
        }

        return Run(args);
    }

    private static int Run(string[] args)
    {
        Stream messages = StandardDescriptors.IsErrorClosed ? Stream.Null : Console.OpenStandardError();
        var error = new StreamWriter(messages, new System.Text.UTF8Encoding(false), 256) { AutoFlush = true };
        return CommandLine.Run(args, new CommandHost
        {
            OpenInput = static () => StandardDescriptors.IsInputClosed ? throw new IOException("standard input is closed") : Console.OpenStandardInput(),
            Output = StandardOutput.Open(),
            Error = error,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Columns = TerminalWidth.Columns,
            Environment = System.Environment.GetEnvironmentVariable,
            Interruption = ListenForInterruption,
            BeforeMuch = Running.HeapPages.Prepare,
        });
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Both live until the process ends.")]
    private static CancellationToken ListenForInterruption()
    {
        var source = new CancellationTokenSource();
        PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            // The second Ctrl-C ends the process at once.
            context.Cancel = !source.IsCancellationRequested;
            source.Cancel();
        });

        // The registration ends with its last reference: whoever holds the token keeps it.
        source.Token.UnsafeRegister(static _ => { }, registration);
        return source.Token;
    }
}

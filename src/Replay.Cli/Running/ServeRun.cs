using System.Net.Sockets;
using Replay.Engine.Serving;

namespace Replay.Cli.Running;

/// <summary>Serves until it is told to end.</summary>
internal static class ServeRun
{
    public static int Run(ServeOptions options, TimeSpan? duration, CommandHost host) =>
        RunAsync(options, duration, host).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(ServeOptions options, TimeSpan? duration, CommandHost host)
    {
        CancellationToken interruption = host.Interruption();
        EchoServer server;
        try
        {
            server = EchoServer.Start(options with { Clock = host.Clock });
        }
        catch (SocketException exception)
        {
            host.Complain("the address cannot be listened on: " + exception.Message);
            return ExitCode.Unreadable;
        }

        await using (server)
        {
            foreach (string address in server.Addresses)
            {
                host.Write(address + "\n");
            }

            try
            {
                await Task.Delay(duration ?? Timeout.InfiniteTimeSpan, host.Clock, interruption).ConfigureAwait(false);
                return ExitCode.Done;
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Cancelled;
            }
        }
    }
}

using Replay.Engine.Serving;

namespace Replay.Tests.Support;

/// <summary>The embedded server on a free port of loopback.</summary>
internal static class LoopbackEcho
{
    public static EchoServer Start(string mode) => Start(BreakMode.Find(mode)!.Mode);

    public static EchoServer Start(BreakModes mode = BreakModes.None) => Start("127.0.0.1:0", new ServeOptions { Break = mode });

    /// <param name="where">The address, as <c>serve</c> takes it.</param>
    /// <param name="options">Everything else.</param>
    public static EchoServer Start(string where, ServeOptions options)
    {
        Assert.IsTrue(ListenAddress.TryParse(where, out ListenAddress? address, out string? problem), problem);
        return EchoServer.Start(options with { Listen = [address] });
    }
}

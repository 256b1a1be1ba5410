using System.Text;
using System.Text.Json;
using Replay.Cli;
using Replay.Engine.Serving;
using Replay.Tests.Support;

namespace Replay.Tests.Engine.Replaying;

/// <summary>The embedded server, and the command that replays against it.</summary>
internal sealed class ReplayHarness : IAsyncDisposable
{
    /// <summary>A short conversation: two texts, a ping, a close that the client begins. Every answer is an echo server's.</summary>
    public const string Conversation = """
        tx: "GET /chat HTTP/1.1\r\nHost: recorded.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        rx: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
        tx: 81 83 00 00 00 00 "one"
        rx: 81 03 "one"
        tx: 81 83 01 02 03 04 75 75 6c
        rx: 81 03 "two"
        tx: 89 81 00 00 00 00 "p"
        rx: 8a 01 "p"
        tx: 88 82 00 00 00 00 03 e8
        rx: 88 02 03 e8

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;
    private readonly EchoServer _server;

    public ReplayHarness(string? mode = null) => _server = mode is null ? LoopbackEcho.Start() : LoopbackEcho.Start(mode);

    public string Url => _server.Addresses[0];

    /// <summary>A file in a directory of this test.</summary>
    public string File(string name, string? text = null)
    {
        string path = Path.Combine(_directory, name);
        if (text is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, text);
        }

        return path;
    }

    public (int Code, string Output, string Error) Run(string input, params string[] more) => RunFor(CancellationToken.None, ["replay", input, "--to", Url, .. more]);

    public (int Code, JsonElement Json) Json(string input, params string[] more)
    {
        (int code, string output, string error) = Run(input, ["--json", .. more]);
        Assert.AreNotEqual("", output, error);
        return (code, JsonDocument.Parse(output).RootElement);
    }

    public static (int Code, string Output, string Error) RunFor(CancellationToken interruption, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        int code = CommandLine.Run(args, new CommandHost
        {
            OpenInput = () => Stream.Null,
            Output = output,
            Error = error,
            Interruption = () => interruption,
        });
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

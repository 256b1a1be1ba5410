using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Replay.Engine.Connecting;
using Replay.Protocol;
using Replay.Tests.Cli;
using Replay.Tests.Engine.Connecting;

namespace Replay.Tests.Engine.Replaying;

/// <summary>A client that reset TCP, or half-closed it, does so again: seen from the server.</summary>
[TestClass]
public sealed class ClientEndingTests : IDisposable
{
    private const string Recorded = """
        tx: "GET /chat HTTP/1.1\r\nHost: recorded.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        rx: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
        tx: 81 83 00 00 00 00 "one"

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly TaskCompletionSource<string> _seen = new();

    public void Dispose() => _directory.Dispose();

    [TestMethod]
    [DataRow("octets")]
    [DataRow("messages")]
    public async Task A_reset_is_a_reset(string what)
    {
        await using LoopbackListener server = new((connection, stop) => ServeAsync(connection, answersFin: false, stop));
        JsonElement json = Replay(Recorded, "\"how\":\"reset\",\"droppedBy\":\"client\"", server.Target().ToString(), what);
        Assert.AreEqual("match", json.GetProperty("verdict").GetString(), json.ToString());
        Assert.AreEqual("9 octets, reset", await _seen.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public async Task A_reset_by_the_server_is_another()
    {
        await using LoopbackListener server = new((connection, stop) => ServeAsync(connection, answersFin: false, stop));
        JsonElement json = Replay(Recorded, "\"how\":\"reset\",\"droppedBy\":\"server\"", server.Target().ToString(), "octets");
        Assert.AreEqual("mismatch", json.GetProperty("verdict").GetString(), json.ToString());
        JsonElement difference = json.GetProperty("differences").EnumerateArray().Single();
        Assert.AreEqual("end", difference.GetProperty("at").GetString());
    }

    [TestMethod]
    [DataRow("octets")]
    [DataRow("messages")]
    public async Task What_came_behind_a_half_close_comes_behind_it_again(string what)
    {
        await using LoopbackListener server = new((connection, stop) => ServeAsync(connection, answersFin: true, stop));
        JsonElement json = Replay(
            Recorded + "rx: 81 03 \"two\"\n",
            "\"how\":\"fin\",\"droppedBy\":\"client\",\"halfClosedOctets\":5",
            server.Target().ToString(),
            what);
        Assert.AreEqual("match", json.GetProperty("verdict").GetString(), json.ToString());
        Assert.AreEqual("9 octets, FIN", await _seen.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    // Takes whatever comes, and says how it ended; behind the client's FIN it may say something yet.
    private async Task ServeAsync(LiveConnection connection, bool answersFin, CancellationToken stop)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            length += await connection.Stream.ReadAsync(buffer.AsMemory(length), stop);
        }

        var response = new ArrayBufferWriter<byte>();
        HandshakeWriter.WriteResponse(new HandshakeResponseOptions { Key = HttpHead.Parse(buffer.AsSpan(0, length)).GetFirst("Sec-WebSocket-Key") }, response);
        await connection.Stream.WriteAsync(response.WrittenMemory, stop);
        int octets = 0;
        try
        {
            int count;
            while ((count = await connection.Stream.ReadAsync(buffer, stop)) > 0)
            {
                octets += count;
            }

            _seen.TrySetResult($"{octets} octets, FIN");
            if (answersFin)
            {
                await connection.Stream.WriteAsync((byte[])[0x81, 3, .. "two"u8], stop);
            }
        }
        catch (IOException)
        {
            _seen.TrySetResult($"{octets} octets, reset");
        }
    }

    // Only packets tell of such endings: our own record of a conversation is given one.
    private JsonElement Replay(string conversation, string ending, string url, string what)
    {
        string hex = _directory.Write("a.hex", Encoding.UTF8.GetBytes(conversation));
        (int code, string ndjson, string error) = ReplayHarness.RunFor(CancellationToken.None, "decode", hex, "--format", "ndjson", "--octets");
        Assert.AreEqual(0, code, error);
        string ended = Regex.Replace(Regex.Replace(ndjson, ",\"(droppedBy|halfClosedOctets|givenUp)\":[^,}]*", ""), "\"how\":\"[a-z-]*\"", ending);
        string record = _directory.Write("a.ndjson", Encoding.UTF8.GetBytes(ended));
        (_, string output, error) = ReplayHarness.RunFor(CancellationToken.None, "replay", record, "--to", url, "--as", what, "--json");
        Assert.AreNotEqual("", output, error);
        return JsonDocument.Parse(output).RootElement;
    }
}

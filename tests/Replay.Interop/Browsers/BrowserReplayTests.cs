using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Replay.Capture.Packets.Writing;
using Replay.Interop.Replaying;
using Replay.Interop.Servers;
using Replay.Sessions;

namespace Replay.Interop.Browsers;

/// <summary>What a real browser said to Kestrel, said again without the browser.</summary>
[TestClass]
public class BrowserReplayTests
{
    private const string Page = """
        <!DOCTYPE html>
        <meta charset="utf-8">
        <title>conversation</title>
        <script>
          const socket = new WebSocket('ws://' + location.host + '/chat?room=1');
          socket.binaryType = 'arraybuffer';
          const said = [
            JSON.stringify({ type: 'hello', name: 'Žofie', at: 1 }),
            new Uint8Array([0, 1, 2, 253, 254, 255]).buffer,
            'x'.repeat(70000),
            '',
            JSON.stringify({ type: 'bye' }),
          ];
          let next = 0;
          const say = () => next < said.length ? socket.send(said[next++]) : socket.close(1000, 'that was all');
          socket.onopen = say;
          socket.onmessage = say;
        </script>
        """;

    [TestMethod]
    public async Task A_conversation_recorded_now_is_replayed()
    {
        await using KestrelServer server = await KestrelServer.StartAsync(page: Page);
        string capture = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pcapng");
        try
        {
            Session session = await RecordAsync(server);
            Write(session, capture);
            await Compare(capture, server.Url);
        }
        finally
        {
            File.Delete(capture);
        }
    }

    [TestMethod]
    public async Task The_committed_conversation_is_replayed()
    {
        await using KestrelServer server = await KestrelServer.StartAsync();
        await Compare(Path.Combine(RealServer.Root, "captures", "chromium-kestrel-chat.pcapng"), server.Url);
    }

    private static async Task Compare(string capture, string url)
    {
        (CommandRun run, JsonElement json) = CommandRun.Replay(capture, url);
        Assert.AreEqual("match", json.GetProperty("verdict").GetString(), run.Output + run.Error);
        Assert.AreEqual(0, json.GetProperty("differences").GetArrayLength());
        Assert.AreEqual(0, run.Code);

        await using KestrelServer changed = await KestrelServer.StartAsync(static text => text.Replace("\"at\":1", "\"at\":2", StringComparison.Ordinal));
        (run, json) = CommandRun.Replay(capture, changed.Url);
        Assert.AreEqual("mismatch", json.GetProperty("verdict").GetString());
        JsonElement difference = json.GetProperty("differences").EnumerateArray().Single();
        Assert.AreEqual("rx message 1", difference.GetProperty("at").GetString());
        StringAssert.Contains(difference.GetProperty("observed").GetString(), "\"at\":2");
        Assert.AreEqual(1, run.Code);

        (run, json) = CommandRun.Replay(capture, changed.Url, "--ignore-json", "$.at");
        Assert.AreEqual("match", json.GetProperty("verdict").GetString());
        Assert.AreEqual(0, run.Code);
    }

    private static async Task<Session> RecordAsync(KestrelServer server)
    {
        await using RecordingRelay relay = new(new Uri(server.Url).Port);
        string profile = Directory.CreateTempSubdirectory().FullName;
        var start = new ProcessStartInfo("chromium")
        {
            ArgumentList =
            {
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--user-data-dir=" + profile, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{relay.Port}/page"),
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process browser = Process.Start(start)!;
        _ = browser.StandardError.ReadToEndAsync();
        _ = browser.StandardOutput.ReadToEndAsync();
        try
        {
            return await relay.ConversationAsync(TimeSpan.FromSeconds(90));
        }
        finally
        {
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync();
            Remove(profile);
        }
    }

    // A process that is just ending may still write into its profile.
    private static void Remove(string profile)
    {
        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (IOException)
        {
            // Left for the system to clear.
        }
    }

    private static void Write(Session session, string path)
    {
        using (var writer = new CaptureFileWriter(File.Create(path), isPcapng: true, "wsreplay"))
        {
            SessionDelivery.Deliver(session with { Connection = session.Connection with { Connection = 1 } }, new ConversationDecoder(writer));
            writer.Complete();
        }

        // How the committed capture was made.
        if (Environment.GetEnvironmentVariable("REPLAY_KEEP_CAPTURE") is { Length: > 0 } keep)
        {
            File.Copy(path, keep, overwrite: true);
        }
    }
}

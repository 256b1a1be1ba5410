using System.Net;
using System.Net.Sockets;
using System.Text;
using Replay.Capture;
using Replay.Capture.Live;
using Replay.Cli;
using Replay.Tests.Cli;
using static Replay.Tests.Capture.Tcp.TestConversation;

namespace Replay.Tests.Capture.Live;

/// <summary>Captures on the loopback interface, from a port of its own; says nothing where that is not possible.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LiveStreamTests
{
    [TestMethod]
    public void Frames_appear_as_they_happen_and_the_file_holds_the_same()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string name = Loopback($"tcp port {port}");
        using var directory = new TemporaryDirectory();
        string file = Path.Combine(directory.Path, "seen.pcapng");
        using var begun = new ObservedStream("\"event\":\"run\"");
        using var output = new ObservedStream("\"event\":\"message\"");
        using var both = new Tee(begun, output);
        using var interruption = new CancellationTokenSource();
        using var error = new StringWriter { NewLine = "\n" };
        Task<int> run = Task.Run(() => CommandLine.Run(["capture", "-i", name, "--filter", $"tcp port {port}", "-w", file, "--format", "ndjson"], new CommandHost
        {
            OpenInput = () => Stream.Null,
            Output = both,
            Error = error,
            Interruption = () => interruption.Token,
        }));

        // Written once the interface is open.
        Assert.IsTrue(begun.Seen.Wait(TimeSpan.FromMinutes(1)), error.ToString());
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        using TcpClient server = listener.AcceptTcpClient();
        Exchange(client, server, Request);
        Exchange(server, client, Response);
        Exchange(client, server, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
        // The connection stays open: what is seen, is seen now.
        Assert.IsTrue(output.Seen.Wait(TimeSpan.FromMinutes(1)), error.ToString());
        interruption.Cancel();
        int code = run.GetAwaiter().GetResult();

        string lines = Encoding.UTF8.GetString(output.ToArray());
        Assert.AreEqual(130, code);
        StringAssert.Contains(lines, "\"text\":\"Hello\"");
        StringAssert.Contains(lines, "\"event\":\"summary\"");
        StringAssert.Contains(error.ToString(), "interrupted; read so far: 1 connection, 1 frame");
        StringAssert.Contains(error.ToString(), "captured, 0 packets dropped by the kernel");
        Assert.AreEqual(Events(lines), Events(Shell.Run("decode", file, "--format", "ndjson").Output));
    }

    [TestMethod]
    public void It_ends_by_itself_after_some_packets_or_some_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string filter = $"tcp port {port}";
        string name = Loopback(filter);
        using (var capture = new LiveStream(new LiveOptions { Interface = name, Filter = filter, MaxPackets = 3 }, static () => { }, CancellationToken.None))
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            using TcpClient server = listener.AcceptTcpClient();
            Exchange(client, server, "more than three packets");
            var sink = new CollectingSink();
            var context = new SourceContext(sink, SourceOptions.Default);
            SourceFormats.All.Single(format => format.Name == "pcapng").Read(new SourceInput(name, capture), context);

            Assert.AreEqual(3, context.Statistics.Packets);
            Assert.AreEqual(3, capture.Statistics().Packets);
            Assert.IsNull(capture.Failure);
        }

        Shell timed = Shell.Run("capture", "-i", name, "--filter", "tcp port 1", "--duration", "0.05");
        Assert.AreEqual(0, timed.ExitCode, timed.Error);
        Assert.AreEqual("wsreplay: 0 packets captured, 0 packets dropped by the kernel\n", timed.Error);
        Assert.AreEqual("", Shell.Run("capture", "-i", name, "--filter", "tcp port 1", "--duration", "0.05", "--quiet").Error);
    }

    [TestMethod]
    public void What_is_not_possible_is_said_in_one_sentence()
    {
        string name = Loopback("tcp");

        Shell unknown = Shell.Run("capture", "-i", "nosuch0");
        Assert.AreEqual(3, unknown.ExitCode);
        StringAssert.StartsWith(unknown.Error, "wsreplay: there is no interface 'nosuch0'; there are: ");
        StringAssert.Contains(unknown.Error, name);

        Shell filter = Shell.Run("capture", "-i", name, "--filter", "tcp porr 80");
        Assert.AreEqual(2, filter.ExitCode);
        StringAssert.StartsWith(filter.Error, "wsreplay: --filter: ");

        Shell file = Shell.Run("capture", "-i", name, "-w", Path.Combine(Path.GetTempPath(), "no", "such", "directory", "x.pcapng"));
        Assert.AreEqual(3, file.ExitCode);
        StringAssert.Contains(file.Error, "the output cannot be written: ");

        StringAssert.Contains(Shell.Run("capture", "--list").Output, name);
    }

    [TestMethod]
    public void Without_an_interface_it_says_how_to_name_one()
    {
        Assert.AreEqual(2, Shell.Run("capture").ExitCode);
        StringAssert.Contains(Shell.Run("capture").Error, "--list");
        Assert.AreEqual(2, Shell.Run("capture", "-i", "lo", "-w", "-").ExitCode);
    }

    [TestMethod]
    public void A_library_that_is_not_there_is_no_failure_but_an_answer()
    {
        Assert.AreEqual(0, LibPcap.Load(["libno-such-library-of-packets.so"]));
        StringAssert.Contains(LiveAdvice.NoLibrary, "capturing needs");
        if (OperatingSystem.IsLinux())
        {
            StringAssert.Contains(LiveAdvice.For(LibPcap.ErrorPermission, "lo", "", ""), "setcap cap_net_raw,cap_net_admin+eip");
        }
    }

    private static string Loopback(string filter)
    {
        try
        {
            string name = LiveStream.Interfaces().FirstOrDefault(one => one.IsLoopback)?.Name ?? throw new LiveCaptureException("there is no loopback interface");
            using var capture = new LiveStream(new LiveOptions { Interface = name, Filter = filter }, static () => { }, CancellationToken.None);
            return name;
        }
        catch (LiveCaptureException exception)
        {
            // A right that the machine gives or does not, to root in a container as well: nothing a script can install.
            Assert.Inconclusive(exception.Message);
            throw;
        }
    }

    private static void Exchange(TcpClient from, TcpClient to, string text)
    {
        from.GetStream().Write(Encoding.Latin1.GetBytes(text));
        to.GetStream().ReadExactly(new byte[text.Length]);
    }

    /// <summary>The lines of frames and messages, which do not depend on when the capture ended.</summary>
    private static string Events(string lines) => string.Join('\n', lines.Split('\n').Where(line =>
        line.Contains("\"event\":\"frame\"", StringComparison.Ordinal) || line.Contains("\"event\":\"message\"", StringComparison.Ordinal)));

    private sealed class Tee(Stream first, Stream second) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            first.Write(buffer);
            second.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}

using System.Diagnostics;
using System.Globalization;
using Replay.Capture;
using Replay.Sessions;

namespace Replay.Fuzz;

/// <summary>
/// Packets that networks mistreated, in whole files and in damaged ones. A file whose every octet may change is mostly
/// refused at its first record; here link layers, IP, TCP and the search for WebSocket are reached.
/// </summary>
[TestClass]
public sealed class PacketFuzzTests
{
    private const int Rounds = 1500;

    [TestMethod]
    public void Survives_packets_that_networks_mistreated()
    {
        List<byte[]> packets = PacketSeeds.Packets();
        double seconds = double.Parse(Environment.GetEnvironmentVariable("REPLAY_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        long frames = 0;
        for (int round = 0; round < Rounds || clock.Elapsed.TotalSeconds < seconds; round++)
        {
            var random = new Random(round);
            byte[] file = PacketSeeds.File(PacketSeeds.Mistreat(packets, random), random.Next(16));
            if (random.Next(4) == 0)
            {
                file = Mutator.Mutate(file, file, random);
            }

            SourceOptions options = Options(random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                (long events, long whole) = Read(file, options, int.MaxValue);
                frames += whole;
                (long again, _) = Read(file, options, random.Next(1, 200));
                Assert.AreEqual(events, again, $"round {round}: what is found depends on how the file arrives");
            }
            catch (Exception exception) when (exception is not UnitTestAssertException)
            {
                Assert.Fail($"round {round}: {exception}\n{Convert.ToHexStringLower(file)}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.IsLessThan(256L * 1024 * 1024, allocated, $"round {round}: octets allocated for an input of {file.Length}");
        }

        // The seeds reach the frames, or the rest proves nothing.
        Assert.IsGreaterThan(Rounds * 10L, frames);
    }

    /// <summary>At times limits so small that they are met.</summary>
    private static SourceOptions Options(Random random) => random.Next(3) > 0 ? SourceOptions.Default : new SourceOptions
    {
        MaxConnections = random.Next(1, 4),
        MaxClosedConnections = random.Next(1, 4),
        MaxReorderOctets = random.Next(1, 400),
        MaxReorderPackets = random.Next(1, 6),
        MaxGapWait = TimeSpan.FromMilliseconds(random.Next(3)),
        MaxGapWaitPackets = random.Next(1, 6),
        MaxHeldOctets = random.Next(1, 2000),
        MaxDetectionOctets = random.Next(16, 600),
        MaxFragmentedDatagrams = random.Next(1, 3),
        IdleLimit = TimeSpan.FromMilliseconds(random.Next(1, 100)),
        VerifyChecksums = random.Next(2) == 0,
        WebSocketPorts = random.Next(2) == 0 ? [9000] : [],
    };

    private static (long Events, long Frames) Read(byte[] file, SourceOptions options, int chop)
    {
        var sink = new NullSink();
        var decoder = new ConversationDecoder(sink, new ConversationOptions { MaxPayload = 1 << 20 });
        using var stream = new ChoppedInput(file, chop);
        var context = new SourceContext(decoder, options);
        SourceFormats.All.Single(format => format.Name == "pcapng").Read(new SourceInput("fuzz", stream), context);
        decoder.Complete();
        return (sink.Events, sink.Frames);
    }

    private sealed class ChoppedInput(byte[] octets, int chop) : MemoryStream(octets)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chop));
    }
}

using System.Diagnostics;
using System.Globalization;
using Replay.Capture;
using Replay.Cli;
using Replay.Sessions;

namespace Replay.Fuzz;

/// <summary>
/// Every reader, fed with mutated captures: it neither throws nor allocates beyond measure, whatever comes. Seeds are
/// fixed; REPLAY_FUZZ_SECONDS goes on with further ones for that long.
/// </summary>
[TestClass]
public sealed class ReaderFuzzTests
{
    private const int Rounds = 400;

    public static IEnumerable<object[]> Formats() => SourceFormats.All.Select(format => new object[] { format.Name });

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Survives(string name)
    {
        ISourceFormat format = SourceFormats.All.Single(one => one.Name == name);
        byte[][] seeds = [.. Seeds(format)];
        double seconds = double.Parse(Environment.GetEnvironmentVariable("REPLAY_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        for (int round = 0; round < Rounds || clock.Elapsed.TotalSeconds < seconds; round++)
        {
            var random = new Random(round);
            byte[] input = Mutator.Mutate(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(format, input);
            }
            catch (Exception exception)
            {
                Assert.Fail($"{name}, round {round}: {exception}\n{Convert.ToHexStringLower(input)}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.IsLessThan(512L * 1024 * 1024, allocated, $"{name}, round {round}: octets allocated for an input of {input.Length}");
        }
    }

    private static void Read(ISourceFormat format, byte[] input)
    {
        var decoder = new ConversationDecoder(new NullSink(), new ConversationOptions { MaxPayload = 1 << 20 });
        format.Sniff("fuzz", input.AsSpan(0, Math.Min(input.Length, 65536)));
        format.Read(new SourceInput("fuzz", new MemoryStream(input)), new SourceContext(decoder, SourceOptions.Default) { Results = static _ => { } });
        decoder.Complete();
    }

    private static IEnumerable<byte[]> Seeds(ISourceFormat format)
    {
        string captures = Path.Combine(AppContext.BaseDirectory, "captures");
        List<byte[]> own = [];
        List<byte[]> all = [];
        foreach (string path in Directory.EnumerateFiles(captures, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] octets = File.ReadAllBytes(path);
            if (octets.Length is 0 or > 256 * 1024)
            {
                continue;
            }

            all.Add(octets);
            if (format.Sniff(Path.GetFileName(path), octets.AsSpan(0, Math.Min(octets.Length, 65536))) >= Confidence.Likely)
            {
                own.Add(octets);
            }
        }

        if (format.Name == "hex")
        {
            own.AddRange(DumpSeeds.All);
        }

        for (int variant = 0; variant < 16 && format.Name is ("pcap" or "pcapng"); variant++)
        {
            own.Add(PacketSeeds.File(PacketSeeds.Packets(), variant));
            own.Add([.. own[^1], .. PacketSeeds.File(PacketSeeds.Packets(), variant * 5 % 16)]);
        }

        foreach (byte[] octets in all.Where(octets => format.Name == "ndjson" && octets.Length < 8 * 1024))
        {
            own.Add(Decoded(octets));
            own.Add(Decoded(octets, "--octets"));
        }

        return own.Count > 0 ? own : all;
    }

    private static byte[] Decoded(byte[] input, params string[] options)
    {
        using var output = new MemoryStream();
        CommandLine.Run(["decode", "-", "--format", "ndjson", .. options], new MemoryStream(input), output, TextWriter.Null);
        return output.ToArray();
    }
}

using System.IO.Compression;
using System.Text.Json;
using Replay.Tests.Capture.Tcp;
using Replay.Tests.Reports;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class ShardTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    public void Any_number_of_threads_says_the_same(int seed)
    {
        using var directory = new TemporaryDirectory();
        // The second file is cut in its last packet.
        string first = directory.Write("a.pcap", MixedTraffic.Make(seed));
        string second = directory.Write("b.pcap", MixedTraffic.Make(seed + 100)[..^5]);
        foreach (string[] format in new string[][] { [], ["--json"], ["--connections"], ["--max-connections", "20"], ["--port", "8080"], ["--ws", "7,9,11"] })
        {
            Shell one = Summary(1, format);
            Assert.AreEqual(3, one.ExitCode, one.Error);
            StringAssert.Contains(one.Error, "b.pcap: packet");
            StringAssert.Contains(one.Error, "differ from an earlier copy");
            for (int threads = 2; threads <= 5; threads++)
            {
                Assert.AreEqual(one, Summary(threads, format));
            }
        }

        Shell Summary(int threads, string[] format) =>
            Shell.Run(["decode", first, second, "--format", "summary", "--threads", $"{threads}", .. format]);
    }

    [TestMethod]
    [DataRow(1, 2)]
    [DataRow(2, 3)]
    [DataRow(3, 7)]
    public void The_lines_of_all_shards_are_those_of_the_whole(int seed, int shards)
    {
        using var directory = new TemporaryDirectory();
        string[] inputs = [directory.Write("a.pcap", MixedTraffic.Make(seed)), directory.Write("b.hex", "tx: 8100"u8.ToArray()), directory.Write("c.hex", "rx: 8100"u8.ToArray())];
        string[] whole = Lines(Shell.Run(["decode", .. inputs, "--format", "ndjson"]));
        var union = new List<string>();
        int largest = 0;
        for (int i = 1; i <= shards; i++)
        {
            string[] part = Lines(Shell.Run(["decode", .. inputs, "--format", "ndjson", "--shard", $"{i}/{shards}"]));
            largest = Math.Max(largest, part.Length);
            union.AddRange(part);
        }

        CollectionAssert.AreEqual(Sorted(whole), Sorted(union));
        Assert.IsLessThan(whole.Length * 3 / 4 + 20, largest, "one shard has nearly everything");
    }

    [TestMethod]
    [DataRow(1, 2)]
    [DataRow(2, 4)]
    public void Merged_summaries_of_shards_are_the_summary_of_the_whole(int seed, int shards)
    {
        using var directory = new TemporaryDirectory();
        string first = directory.Write("a.pcap", MixedTraffic.Make(seed));
        string second = directory.Write("b.pcap", MixedTraffic.Make(seed + 100)[..^5]);
        Shell whole = Shell.Run("decode", first, second, "--format", "summary", "--json");
        var summaries = new List<string>();
        var lines = new List<string>();
        for (int i = 1; i <= shards; i++)
        {
            Shell shard = Shell.Run("decode", first, second, "--format", "summary", "--json", "--shard", $"{i}/{shards}", "--threads", $"{i}");
            // A shard that cannot read all says so, whoever counts it.
            Assert.AreEqual(3, shard.ExitCode);
            StringAssert.Contains(shard.Error, "b.pcap: packet");
            summaries.Add(directory.Write($"{i}.json", System.Text.Encoding.UTF8.GetBytes(shard.Output)));
            lines.Add(directory.Write($"{i}.ndjson", System.Text.Encoding.UTF8.GetBytes(Shell.Run("decode", first, second, "--format", "ndjson", "--shard", $"{i}/{shards}").Output)));
        }

        Assert.AreEqual(whole.Output, Shell.Run(["merge", .. summaries, "--json"]).Output);
        Assert.AreEqual(whole.Output, Shell.Run(["merge", .. lines, "--json"]).Output);
        new SchemaChecker().AssertValid(whole.Output.TrimEnd());

        // For a person: as decode prints it, but for what summaries do not hold.
        string said = Shell.Run(["merge", .. summaries]).Output;
        string page = Shell.Run("decode", first, second, "--format", "summary").Output;
        page = page[..page.IndexOf("\nworst connections", StringComparison.Ordinal)];
        page = string.Join('\n', page.Split('\n').Where(static line => !line.Contains("octets in all", StringComparison.Ordinal)));
        Assert.AreEqual(page.Replace("2 inputs", $"{shards} inputs", StringComparison.Ordinal), said);
    }

    [TestMethod]
    public void A_shard_of_a_shard_read_by_several_threads_counts_its_connections_only()
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Write("a.pcap", MixedTraffic.Make(9));
        long Connections(params string[] args) =>
            JsonDocument.Parse(Shell.Run(["decode", file, "--format", "summary", "--json", .. args]).Output).RootElement.GetProperty("connections").GetInt64();

        long whole = Connections();
        long[] parts = [Connections("--shard", "1/3"), Connections("--shard", "2/3", "--threads", "2"), Connections("--shard", "3/3", "--threads", "3")];

        Assert.AreEqual(whole, parts.Sum());
        Assert.DoesNotContain(0, parts);
    }

    [TestMethod]
    public void What_can_be_read_only_once_is_read_by_one_thread()
    {
        using var directory = new TemporaryDirectory();
        byte[] capture = MixedTraffic.Make(3);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(capture);
        }

        string plain = Shell.Run("decode", directory.Write("a.pcap", capture), "--format", "summary", "--json").Output;
        Assert.AreEqual(plain, Shell.Run("decode", directory.Write("a.pcap.gz", packed.ToArray()), "--format", "summary", "--json", "--threads", "3").Output);
        Assert.AreEqual(plain, Shell.Run(new MemoryStream(capture), ["decode", "-", "--format", "summary", "--json", "--threads", "3"]).Output);
    }

    [TestMethod]
    public void Shards_of_an_export_are_the_whole()
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Write("a.pcap", MixedTraffic.Make(4));
        long Frames(string input) =>
            JsonDocument.Parse(Shell.Run("decode", input, "--format", "summary", "--json").Output).RootElement.GetProperty("websocketConnections").GetInt64();
        var parts = new List<long>();
        for (int i = 1; i <= 2; i++)
        {
            string part = Path.Combine(directory.Path, $"part{i}.pcapng");
            Shell export = Shell.Run("export", file, "-o", part, "--shard", $"{i}/2");
            Assert.AreEqual(0, export.ExitCode, export.Error);
            parts.Add(Frames(part));
        }

        string whole = Path.Combine(directory.Path, "whole.pcapng");
        Shell.Run("export", file, "-o", whole);
        Assert.AreEqual(Frames(whole), parts.Sum());
        Assert.DoesNotContain(0, parts);
    }

    [TestMethod]
    [DataRow("--shard: '0/2' is no part of a whole", "--shard", "0/2")]
    [DataRow("--shard: '3/2' is no part of a whole", "--shard", "3/2")]
    [DataRow("--shard: '1' is no part of a whole", "--shard", "1")]
    [DataRow("--shard: '1/x' is no part of a whole", "--shard", "1/x")]
    [DataRow("--threads: '65' is not a number from 0 to 64", "--threads", "65")]
    public void A_mistaken_share_is_said(string expected, params string[] args)
    {
        Shell result = Shell.Run(["decode", "-", .. args]);
        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Error, expected);
    }

    private static string[] Lines(Shell run)
    {
        Assert.AreEqual(0, run.ExitCode, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith("{\"event\":\"run\"", StringComparison.Ordinal) && !line.StartsWith("{\"event\":\"summary\"", StringComparison.Ordinal))];
    }

    private static string[] Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}

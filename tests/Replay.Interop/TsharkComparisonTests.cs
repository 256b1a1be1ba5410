using Replay.Tests.Support;

namespace Replay.Interop;

/// <summary>
/// Our frames and Wireshark's, for every capture in <c>captures/</c>: number, FIN, RSV, opcodes, masking keys, payload
/// lengths and close codes, per connection and sender. <c>REPLAY_CAPTURES=directory</c> adds captures of one's own.
/// </summary>
[TestClass]
public sealed class TsharkComparisonTests
{
    public static IEnumerable<object[]> Captures => Files().Select(file => new object[] { file });

    [TestMethod]
    [DynamicData(nameof(Captures))]
    public void Frames_are_those_that_tshark_finds(string file)
    {
        if (!Tshark.IsInstalled)
        {
            Prerequisite.Missing("tshark is not installed: apt-get install tshark");
        }

        FrameStreams ours = OurDecode.Decode(file);
        KnownDifference? known = KnownDifference.Of(Path.GetFileName(file));
        FrameStreams theirs = Tshark.Decode(file, known?.Options ?? []);
        string[] differences = [.. FrameStreams.Compare(theirs, ours).Select(difference => difference.ToString())];
        Assert.IsEmpty(differences, string.Join("\n", differences) + known?.Reason);
        Console.WriteLine($"{Path.GetFileName(file)}: {ours.Count} frames of {ours.Keys.Count} streams, tshark {theirs.Count}");
    }

    [TestMethod]
    public void Every_known_difference_is_still_one()
    {
        string[] names = [.. Files().Select(file => Path.GetFileName(file))];
        foreach (KnownDifference known in KnownDifference.All)
        {
            Assert.Contains(known.Capture, names);
        }
    }

    private static IEnumerable<string> Files()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "captures"));
        if (Environment.GetEnvironmentVariable("REPLAY_CAPTURES") is { Length: > 0 } more)
        {
            files = files.Concat(Directory.EnumerateFiles(more, "*", SearchOption.AllDirectories));
        }

        return files.Where(file => Path.GetExtension(file) is ".pcap" or ".pcapng" or ".cap" or ".trace").Order(StringComparer.Ordinal);
    }
}

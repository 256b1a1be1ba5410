using Replay.Capture.Tcp;

namespace Replay.Tests.Capture.Tcp;

[TestClass]
public sealed class FlowDivisionTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Every_connection_is_decoded_by_exactly_one_reader_however_far_apart_they_are(int readers)
    {
        const int connections = 600_000;
        var division = new FlowDivision(readers);
        FlowPart[] parts = [.. Enumerable.Range(0, readers).Select(division.PartOf)];
        var random = new Random(readers);
        ulong[] hashes = [.. Enumerable.Range(0, connections).Select(_ => (ulong)random.NextInt64())];
        int[] owners = new int[connections];
        int[] reached = new int[readers];
        while (reached.Min() < connections)
        {
            int reader = random.Next(readers);
            int until = Math.Min(reached[reader] + random.Next(20_000), connections);
            for (; reached[reader] < until; reached[reader]++)
            {
                owners[reached[reader]] += parts[reader].Owns(reached[reader], hashes[reached[reader]]) ? 1 : 0;
            }
        }

        Assert.IsTrue(Array.TrueForAll(owners, static one => one == 1));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1_000_000, DisplayName = "behind other inputs")]
    public void Readers_that_keep_pace_decode_as_much(int before)
    {
        int[] owned = Run(behind: 0, before);
        Assert.IsLessThan(1500, Math.Abs(owned[0] - owned[1]));
    }

    [TestMethod]
    public void A_reader_that_lags_behind_decodes_less()
    {
        int[] owned = Run(behind: 3000);
        Assert.IsGreaterThan(owned[1] * 3 / 2, owned[0]);
        Assert.IsGreaterThan(3000, owned[1], "but it goes on");
    }

    private static int[] Run(int behind, int before = 0)
    {
        const int connections = 20_000;
        var division = new FlowDivision(2, before);
        FlowPart[] parts = [division.PartOf(0), division.PartOf(1)];
        var random = new Random(11);
        ulong[] hashes = [.. Enumerable.Range(0, connections).Select(_ => (ulong)random.NextInt64())];
        int[] owned = new int[2];
        for (int i = 0; i < connections + behind; i++)
        {
            if (i < connections && parts[0].Owns(before + i, hashes[i]))
            {
                owned[0]++;
            }

            if (i >= behind && parts[1].Owns(before + i - behind, hashes[i - behind]))
            {
                owned[1]++;
            }
        }

        Assert.AreEqual(connections, owned.Sum());
        return owned;
    }
}

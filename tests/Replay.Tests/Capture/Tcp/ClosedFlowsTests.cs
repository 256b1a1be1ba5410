using Replay.Capture.Tcp;

namespace Replay.Tests.Capture.Tcp;

[TestClass]
public sealed class ClosedFlowsTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(128)]
    public void The_newest_of_each_set_are_remembered_and_the_oldest_are_not(int limit)
    {
        const int sets = 16;
        var flows = new ClosedFlows(limit);
        var expected = new Dictionary<ulong, List<(ulong Hash, uint Initial, bool WasReset)>>();
        var random = new Random(limit);
        for (int i = 0; i < 20_000; i++)
        {
            ulong hash = ((ulong)random.Next(sets * 4) << 32) | ((ulong)random.Next(12) << 2);
            uint initial = (uint)random.NextInt64(uint.MaxValue);
            bool wasReset = random.Next(4) == 0;
            List<(ulong Hash, uint Initial, bool WasReset)> set = Set(hash);
            int known = set.FindIndex(one => Same(one.Hash, hash));
            bool found = flows.Find(hash, out uint gotInitial, out bool gotReset);
            Assert.AreEqual(known >= 0, found);
            if (known >= 0)
            {
                Assert.AreEqual((set[known].Initial, set[known].WasReset), (gotInitial, gotReset));
                set[known] = (hash, initial, wasReset);
            }
            else
            {
                set.Add((hash, initial, wasReset));
                if (set.Count > 8)
                {
                    set.RemoveAt(0);
                }
            }

            flows.Add(hash, initial, wasReset);
        }

        List<(ulong Hash, uint Initial, bool WasReset)> Set(ulong hash)
        {
            ulong set = (hash >> 32) & (sets - 1);
            return expected.TryGetValue(set, out List<(ulong, uint, bool)>? known) ? known : expected[set] = [];
        }

        static bool Same(ulong a, ulong b) => (uint)a == (uint)b && ((a ^ b) >> 32 & (sets - 1)) == 0;
    }

    [TestMethod]
    public void As_it_grows_it_forgets_nothing_new()
    {
        const int limit = 4096;
        var flows = new ClosedFlows(limit);
        var random = new Random(7);
        ulong[] hashes = [.. Enumerable.Range(0, 1000).Select(_ => (ulong)random.NextInt64())];
        for (int i = 0; i < hashes.Length; i++)
        {
            flows.Add(hashes[i], (uint)i, i % 3 == 0);
        }

        for (int i = hashes.Length - 1; i > hashes.Length - 200; i--)
        {
            Assert.IsTrue(flows.Find(hashes[i], out uint initial, out bool wasReset));
            Assert.AreEqual(((uint)i, i % 3 == 0), (initial, wasReset));
        }

        Assert.IsFalse(flows.Find(0x0123_4567_89ab_cdef, out _, out _));
    }
}

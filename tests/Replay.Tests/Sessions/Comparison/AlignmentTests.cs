using System.Text;
using Replay.Protocol;
using Replay.Sessions.Comparison;

namespace Replay.Tests.Sessions.Comparison;

[TestClass]
public sealed class AlignmentTests
{
    private static List<ComparedItem> Items(IEnumerable<string> texts) =>
    [
        .. texts.Select((text, i) =>
        {
            byte[] octets = Encoding.UTF8.GetBytes(text);
            return new ComparedItem(Direction.Rx, "text", octets, octets, (ulong)octets.Length, true) { Number = i };
        }),
    ];

    [TestMethod]
    [DataRow(4_000_000)]
    [DataRow(100)]
    public void Every_item_is_in_one_row_and_in_order(int maxCells)
    {
        var random = new Random(7);
        for (int round = 0; round < 50; round++)
        {
            string[] first = [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(12).ToString("x", null))];
            string[] second = [.. first.Where(_ => random.Next(5) > 0).Select(one => random.Next(6) == 0 ? "changed" : one)];

            List<AlignedItems> rows = Alignment.Of(Items(first), Items(second), maxCells);

            CollectionAssert.AreEqual(Enumerable.Range(0, first.Length).ToArray(), rows.Where(row => row.Expected is not null).Select(row => row.Expected!.Number).ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(0, second.Length).ToArray(), rows.Where(row => row.Observed is not null).Select(row => row.Observed!.Number).ToArray());
            Assert.IsTrue(rows.All(row => row.IsSame == (row.Expected is not null && row.Observed is not null && row.Expected.IsSame(row.Observed))));
        }
    }

    [TestMethod]
    public void Scattered_changes_in_long_lists_are_found_one_by_one_window_by_window()
    {
        string[] first = [.. Enumerable.Range(0, 5000).Select(i => "message number " + i)];
        List<string> second = [.. first];
        second.RemoveAt(4000);
        second.Insert(2500, "added");
        second[1000] = "other";

        List<AlignedItems> rows = Alignment.Of(Items(first), Items(second), 10_000);

        Assert.AreEqual(3, rows.Count(row => !row.IsSame));
    }
}

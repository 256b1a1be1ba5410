using System.Text;
using Replay.Reports.Export;

namespace Replay.Tests.Reports.Export;

[TestClass]
public sealed class SpoolTests
{
    [TestMethod]
    [DataRow(1L)]
    [DataRow(100L)]
    [DataRow(1L << 20)]
    public void What_was_written_alternately_comes_out_in_one_piece_each(long limit)
    {
        var files = new MemoryFiles();
        using var spool = new Spool(files, limit);
        var expected = new StringBuilder[3].Select(_ => new StringBuilder()).ToArray();
        for (int i = 0; i < 300; i++)
        {
            string text = $"<{i}>";
            expected[i % 3].Append(text);
            spool.Select(i % 3);
            spool.Write(Encoding.ASCII.GetBytes(text));
        }

        for (int key = 2; key >= 0; key--)
        {
            using var output = new MemoryStream();
            Assert.IsTrue(spool.Release(key, output));
            Assert.AreEqual(expected[key].ToString(), Encoding.ASCII.GetString(output.ToArray()));
            Assert.IsFalse(spool.Release(key, output));
        }

        Assert.AreEqual(limit < 1000, files.Temporary > 0);
    }
}

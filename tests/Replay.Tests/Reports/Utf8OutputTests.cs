using System.Text;
using Replay.Reports;

namespace Replay.Tests.Reports;

[TestClass]
public sealed class Utf8OutputTests
{
    [TestMethod]
    public void Every_kind_of_write_survives_the_end_of_the_buffer()
    {
        for (int before = 65_530; before <= 65_537; before++)
        {
            using var stream = new MemoryStream();
            var output = new Utf8Output(stream);
            var expected = new StringBuilder();
            output.Write(Encoding.ASCII.GetBytes(new string('a', before)));
            expected.Append('a', before);
            output.Write(new Rune(0x1F600));
            expected.Append("\U0001F600");
            output.Write(Encoding.ASCII.GetBytes(new string('b', before)));
            expected.Append('b', before);
            output.Write(long.MinValue);
            output.Write("ä😀");
            output.Write(ulong.MaxValue);
            expected.Append("-9223372036854775808ä😀18446744073709551615");
            output.Write(Encoding.ASCII.GetBytes(new string('c', before)));
            expected.Append('c', before);
            output.WriteHex([0xAB, 0xCD, 0xEF]);
            output.Write(new Rune('x'));
            output.WriteSpaces(100);
            output.WriteRight(7, 30);
            expected.Append("abcdefx").Append(' ', 100).Append(' ', 29).Append('7');
            output.Flush();

            Assert.AreEqual(expected.ToString(), Encoding.UTF8.GetString(stream.ToArray()), $"{before} octets before");
        }
    }
}

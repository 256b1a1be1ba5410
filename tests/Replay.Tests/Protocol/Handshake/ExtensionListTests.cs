using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class ExtensionListTests
{
    [TestMethod]
    [DataRow("foo", "foo")]
    [DataRow("foo;bar=1 , baz ; q ;w = \"a\\b\"", "foo; bar=1, baz; q; w=ab")]
    [DataRow(", ,foo,,", "foo")]
    [DataRow("permessage-deflate; client_max_window_bits; server_max_window_bits=\"10\"", "permessage-deflate; client_max_window_bits; server_max_window_bits=10")]
    public void Reads_the_grammar(string value, string expected)
    {
        ExtensionList list = ExtensionList.Parse(value);

        Assert.AreEqual(expected, list.ToString());
        Assert.IsEmpty(list.SyntaxErrors);
    }

    [TestMethod]
    [DataRow("", 0, "")]
    [DataRow(" , ", 0, "")]
    [DataRow("a;", 2, "")]
    [DataRow("a;=1", 2, "")]
    [DataRow("a;b=", 4, "")]
    [DataRow("a b", 2, "")]
    [DataRow("a;b=\"c", 4, "")]
    [DataRow("a;b=\"c d\", e", 4, "e")]
    [DataRow("a;b=\"\"", 4, "")]
    [DataRow("a/b, c", 1, "c")]
    [DataRow("a=1, c", 1, "c")]
    [DataRow("a;x y=\",\", c", 4, "c")]
    [DataRow("x, (a), c;d", 3, "x, c; d")]
    public void Reports_where_the_grammar_is_broken_and_reads_on(string value, int offset, string read)
    {
        ExtensionList list = ExtensionList.Parse(value);

        Assert.AreEqual(offset, list.SyntaxErrors.Single().Offset);
        Assert.AreEqual(read, list.ToString());
    }

    [TestMethod]
    public void Several_lines_are_one_list()
    {
        HttpHead head = Heads.Request("+Sec-WebSocket-Extensions: a; b", "+Sec-Websocket-Extensions:", "+SEC-WEBSOCKET-EXTENSIONS: c");
        ExtensionList list = ExtensionList.FromHead(head);

        Assert.AreEqual("a; b, c", list.ToString());
        Assert.IsEmpty(list.SyntaxErrors);
        Assert.IsTrue(list.Contains("c"));
        Assert.AreEqual((byte)'c', head.Octets.Span[list.Extensions[1].Offset]);
        Assert.AreEqual((byte)'b', head.Octets.Span[list.Extensions[0].Parameters[0].Offset]);
    }

    [TestMethod]
    public void A_value_of_errors_does_not_make_a_list_without_end() =>
        Assert.HasCount(32, ExtensionList.Parse(string.Concat(Enumerable.Repeat("=,", 10000))).SyntaxErrors);
}

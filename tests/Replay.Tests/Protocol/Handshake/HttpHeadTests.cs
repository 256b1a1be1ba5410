using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class HttpHeadTests
{
    [TestMethod]
    public void A_request_line_has_method_target_and_version()
    {
        HttpHead head = Heads.Request("GET /chat?room=a b HTTP/1.1");

        Assert.IsFalse(head.IsResponse);
        Assert.AreEqual("GET", head.Method);
        Assert.AreEqual("/chat?room=a b", head.Target);
        Assert.AreEqual("HTTP/1.1", head.Version);
        Assert.IsNull(head.Status);
        Assert.IsNull(head.Reason);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 101 Switching Protocols", 101, "Switching Protocols")]
    [DataRow("HTTP/1.1 404 ", 404, "")]
    [DataRow("HTTP/1.0 200", 200, "")]
    [DataRow("HTTP/1.1 1010 No", null, null)]
    [DataRow("HTTP/1.1", null, null)]
    public void A_status_line_has_status_and_reason(string line, int? status, string? reason)
    {
        HttpHead head = Heads.Response(line);

        Assert.IsTrue(head.IsResponse);
        Assert.AreEqual(status, head.Status);
        Assert.AreEqual(reason, head.Reason);
        Assert.AreEqual(line.Split(' ')[0], head.Version);
        Assert.IsNull(head.Method);
        Assert.IsNull(head.Target);
    }

    [TestMethod]
    [DataRow("GET", "GET", "", null)]
    [DataRow("GET /", "GET", "/", null)]
    [DataRow("GET HTTP/1.1", "GET", "", "HTTP/1.1")]
    [DataRow("GET  HTTP/1.1", "GET", "", "HTTP/1.1")]
    public void A_broken_request_line_gives_what_it_has(string line, string method, string target, string? version)
    {
        HttpHead head = Heads.Request(line);

        Assert.AreEqual(method, head.Method);
        Assert.AreEqual(target, head.Target);
        Assert.AreEqual(version, head.Version);
    }

    [TestMethod]
    public void Fields_are_found_in_any_case_and_kept_as_sent()
    {
        HttpHead head = Heads.Head(["GET / HTTP/1.1", "hOsT:  a \t", "Cookie: 1", "COOKIE: 2", "X-Latin:\u00e9\u00ff"]);

        Assert.AreEqual(new HttpField("hOsT", "a"), head.Fields[0]);
        Assert.AreEqual("a", head.GetFirst("Host"));
        Assert.IsNull(head.GetFirst("Origin"));
        CollectionAssert.AreEqual(new[] { "1", "2" }, head.GetAll("cookie").ToArray());
        Assert.AreEqual("1, 2", head.GetCombined("Cookie"));
        Assert.IsNull(head.GetCombined("Origin"));
        Assert.AreEqual(2, head.CountFields("Cookie"));
        Assert.AreEqual("\u00e9\u00ff", head.GetFirst("X-Latin"));
        Assert.IsEmpty(head.SyntaxErrors);
    }

    [TestMethod]
    public void Offsets_point_into_the_head()
    {
        HttpHead head = Heads.Request();
        int field = head.FindField("Upgrade");
        string text = Encoding.Latin1.GetString(head.Octets.Span);

        Assert.AreEqual(text.IndexOf("Upgrade", StringComparison.Ordinal), head.FieldOffset(field));
        Assert.AreEqual(text.IndexOf("websocket", StringComparison.Ordinal), head.FieldValueOffset(field));
    }

    [TestMethod]
    public void A_list_is_searched_through_all_lines_in_any_case()
    {
        HttpHead head = Heads.Request("Connection: keep-alive ,\tUPGRADE", "+Connection: close");

        Assert.IsTrue(head.ListContains("connection", "upgrade"));
        Assert.IsTrue(head.ListContains("connection", "close"));
        Assert.IsFalse(head.ListContains("connection", "alive"));
    }

    [TestMethod]
    public void Folded_lines_are_joined_by_a_space_and_reported()
    {
        HttpHead head = Heads.Head(["GET / HTTP/1.1", "A: one ", " \t two", "B: x"]);

        Assert.AreEqual("one two", head.GetFirst("A"));
        Assert.AreEqual("x", head.GetFirst("B"));
        Assert.AreEqual(new HttpSyntaxError(HttpSyntaxErrorKind.ObsoleteFolding, 25), head.SyntaxErrors.Single());
    }

    [TestMethod]
    [DataRow("Host : a", HttpSyntaxErrorKind.SpaceBeforeColon, 20)]
    [DataRow("Host", HttpSyntaxErrorKind.MissingColon, 16)]
    [DataRow(": a", HttpSyntaxErrorKind.EmptyName, 16)]
    [DataRow("Ho(st: a", HttpSyntaxErrorKind.NonTokenName, 18)]
    [DataRow("Host: a\u0001b", HttpSyntaxErrorKind.ControlCharacter, 23)]
    [DataRow("Host: a\rb", HttpSyntaxErrorKind.ControlCharacter, 23)]
    [DataRow(" Host: a", HttpSyntaxErrorKind.ObsoleteFolding, 16)]
    [DataRow("Host: a\nB: c", HttpSyntaxErrorKind.BareLineFeed, 23)]
    public void What_breaks_the_grammar_is_reported_with_its_offset(string line, HttpSyntaxErrorKind kind, int offset)
    {
        HttpHead head = Heads.Head(["GET / HTTP/1.1", line]);

        Assert.AreEqual(new HttpSyntaxError(kind, offset), head.SyntaxErrors.Single());
    }

    [TestMethod]
    public void A_control_character_in_the_start_line_is_reported()
    {
        Assert.AreEqual(
            new HttpSyntaxError(HttpSyntaxErrorKind.ControlCharacter, 5),
            Heads.Head(["GET /\u001b[m HTTP/1.1"]).SyntaxErrors.Single());
    }

    [TestMethod]
    public void A_head_of_errors_does_not_make_a_list_without_end()
    {
        HttpHead head = HttpHead.Parse(Encoding.Latin1.GetBytes("GET / HTTP/1.1\n" + string.Concat(Enumerable.Repeat("x\n", 10000)) + "\n"));

        Assert.HasCount(32, head.SyntaxErrors);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\r\n\r\n")]
    [DataRow("GET / HTTP/1.1")]
    [DataRow("GET / HTTP/1.1\r\nHost: a")]
    public void Octets_without_an_end_are_tolerated(string text)
    {
        HttpHead head = HttpHead.Parse(Encoding.Latin1.GetBytes(text));

        Assert.AreEqual(text, Encoding.Latin1.GetString(head.Octets.Span));
        Assert.IsNotNull(head.StartLine);
        Assert.AreEqual(head.FieldCount, head.Fields.Count);
    }

    [TestMethod]
    public void Any_octets_make_some_head()
    {
        Random random = new(6455);
        byte[] alphabet = "GET /:\r\n\t \"=;,HTP1.\0\u00ff"u8.ToArray();
        for (int i = 0; i < 5000; i++)
        {
            byte[] octets = new byte[random.Next(120)];
            for (int j = 0; j < octets.Length; j++)
            {
                octets[j] = alphabet[random.Next(alphabet.Length)];
            }

            HttpHead head = HttpHead.Parse(octets);
            _ = (head.StartLine, head.Method, head.Target, head.Version, head.Status, head.Reason, head.Fields);
            Heads.FindingsOfRequest(head);
            Heads.FindingsOfResponse(head, head);
            Heads.FindingsOfResponse(Heads.Request(), HttpHead.Parse([.. "HTTP/1.1 101 \r\nSec-WebSocket-Extensions:"u8, .. octets]));
        }
    }
}

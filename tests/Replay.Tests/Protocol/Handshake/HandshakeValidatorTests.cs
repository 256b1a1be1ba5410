using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class HandshakeValidatorTests
{
    [TestMethod]
    public void The_handshake_of_the_RFC_breaks_no_rule()
    {
        List<HandshakeFinding> findings = Heads.FindingsOfRequest();
        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(Heads.Request(), Heads.Response(), findings, out bool? acceptValid);

        Assert.IsEmpty(findings);
        Assert.AreEqual(new HandshakeOutcome(HandshakeState.Complete, null, null, null), outcome);
        Assert.IsTrue(acceptValid);
    }

    [TestMethod]
    [DataRow("GET http://example.com/chat?x=1 HTTP/1.1")]
    [DataRow("GET HTTPS://example.com HTTP/1.1")]
    [DataRow("GET /?%23 HTTP/1.2")]
    [DataRow("Upgrade: h2c, WebSocket")]
    [DataRow("Connection: keep-alive, Upgrade")]
    [DataRow("+Sec-WebSocket-Protocol: a, b")]
    [DataRow("+Origin: http://example.com")]
    [DataRow("+Sec-WebSocket-Extensions: x-mux; q=\"1\", permessage-deflate; client_max_window_bits")]
    public void Requests_that_are_allowed_to_differ_break_no_rule(string change)
    {
        Assert.IsEmpty(Heads.FindingsOfRequest(change));
        Assert.IsEmpty(Heads.FindingsOfResponse(Heads.Request(change), Heads.Response()));
    }

    [TestMethod]
    [DataRow("POST /chat HTTP/1.1", Rule.RequestMethod, "POST")]
    [DataRow("get /chat HTTP/1.1", Rule.RequestMethod, "get")]
    [DataRow("GET /chat HTTP/1.0", Rule.RequestHttpVersion, "HTTP/1.0")]
    [DataRow("GET /chat", Rule.RequestHttpVersion, "no HTTP version")]
    [DataRow("GET /chat HTTP/1.1x", Rule.RequestHttpVersion, "HTTP/1.1x")]
    [DataRow("GET /chat#a HTTP/1.1", Rule.RequestTarget, "/chat#a")]
    [DataRow("GET chat HTTP/1.1", Rule.RequestTarget, "chat")]
    [DataRow("GET ws://example.com/ HTTP/1.1", Rule.RequestTarget, "ws://example.com/")]
    [DataRow("GET http:///chat HTTP/1.1", Rule.RequestTarget, "http:///chat")]
    [DataRow("GET * HTTP/1.1", Rule.RequestTarget, "*")]
    [DataRow("GET HTTP/1.1", Rule.RequestTarget, "no request target")]
    [DataRow("-Host", Rule.RequestHost, "no Host")]
    [DataRow("Host: ", Rule.RequestHost, "an empty Host")]
    [DataRow("+host: example.com", Rule.RequestHost, "more than one Host")]
    [DataRow("-Upgrade", Rule.RequestUpgrade, "no Upgrade")]
    [DataRow("Upgrade: websockets", Rule.RequestUpgrade, "websockets")]
    [DataRow("-Connection", Rule.RequestConnection, "no Connection")]
    [DataRow("Connection: keep-alive", Rule.RequestConnection, "keep-alive")]
    [DataRow("-Sec-WebSocket-Key", Rule.RequestKeyMissing, "no Sec-WebSocket-Key")]
    [DataRow("Sec-WebSocket-Key: dGhl", Rule.RequestKeyLength, "dGhl")]
    [DataRow("+Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", Rule.RequestKeyRepeated, "Sec-WebSocket-Key 2 times")]
    [DataRow("-Sec-WebSocket-Version", Rule.RequestVersion, "no Sec-WebSocket-Version")]
    [DataRow("Sec-WebSocket-Version: 8", Rule.RequestVersion, "8")]
    [DataRow("+Sec-WebSocket-Version: 13", Rule.RequestVersionRepeated, "Sec-WebSocket-Version 2 times")]
    [DataRow("+Sec-WebSocket-Protocol: a, a", Rule.RequestProtocol, "a twice")]
    [DataRow("+Sec-WebSocket-Protocol: a b", Rule.RequestProtocol, "a b")]
    [DataRow("+Sec-WebSocket-Protocol: ", Rule.RequestProtocol, "an empty element")]
    [DataRow("+Sec-WebSocket-Extensions: a b", Rule.RequestExtensions, "neither ';' nor ',' after a name or value")]
    [DataRow("+X Y: 1", Rule.RequestFieldSyntax, "field name that is not a token")]
    [DataRow("+X: 1\r\n folded", Rule.RequestFieldSyntax, "folded field line")]
    [DataRow("+Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=16", Rule.DeflateOffer, "server_max_window_bits=16")]
    public void Each_rule_on_requests_is_found(string change, Rule rule, string observed)
    {
        HandshakeFinding finding = Heads.FindingsOfRequest(change).Single();

        Assert.AreEqual(rule, finding.Rule);
        Assert.AreEqual(observed, finding.Text);
    }

    [TestMethod]
    public void A_finding_points_at_the_value()
    {
        HttpHead request = Heads.Request("Sec-WebSocket-Version: 12");

        Assert.AreEqual(request.FieldValueOffset(request.FindField("Sec-WebSocket-Version")), Heads.FindingsOfRequest(request).Single().Offset);
        Assert.AreEqual(4, Heads.FindingsOfRequest("GET chat HTTP/1.1").Single().Offset);
        Assert.AreEqual(10, Heads.FindingsOfRequest("GET /chat HTTP/1.0").Single().Offset);
    }

    [TestMethod]
    [DataRow("HTTP/1.0 101 OK", Rule.ResponseHttpVersion, "HTTP/1.0")]
    [DataRow("-Upgrade", Rule.ResponseUpgrade, "no Upgrade")]
    [DataRow("Upgrade: h2c, websocket", Rule.ResponseUpgrade, "h2c, websocket")]
    [DataRow("-Connection", Rule.ResponseConnection, "no Connection")]
    [DataRow("Connection: close", Rule.ResponseConnection, "close")]
    [DataRow("-Sec-WebSocket-Accept", Rule.ResponseAcceptMissing, "no Sec-WebSocket-Accept")]
    [DataRow("Sec-WebSocket-Accept: s3pplmbitxaq9kygzzhzrbk+xoo=", Rule.ResponseAccept, "s3pplmbitxaq9kygzzhzrbk+xoo=")]
    [DataRow("+Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Rule.ResponseAcceptRepeated, "Sec-WebSocket-Accept 2 times")]
    [DataRow("+Sec-WebSocket-Protocol: chat", Rule.ResponseProtocol, "chat")]
    [DataRow("+Sec-WebSocket-Protocol: ", Rule.ResponseProtocol, "an empty subprotocol")]
    [DataRow("+Sec-WebSocket-Extensions: permessage-deflate", Rule.ResponseExtensionNotOffered, "permessage-deflate")]
    [DataRow("+Sec-WebSocket-Extensions: ", Rule.ResponseExtensions, "empty list")]
    [DataRow("+X : 1", Rule.ResponseFieldSyntax, "white space before the colon")]
    public void Each_rule_on_responses_is_found(string change, Rule rule, string observed)
    {
        HandshakeFinding finding = Heads.FindingsOfResponse(Heads.Request(), Heads.Response(change)).Single();

        Assert.AreEqual(rule, finding.Rule);
        Assert.AreEqual(observed, finding.Text);
    }

    [TestMethod]
    public void A_wrong_accept_value_names_the_right_one()
    {
        List<HandshakeFinding> findings = [];
        HttpHead response = Heads.Response("Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=");

        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(Heads.Request(), response, findings, out bool? acceptValid);

        Assert.AreEqual("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", findings.Single().ExpectedText);
        Assert.IsFalse(acceptValid);
        Assert.AreEqual(HandshakeState.Complete, outcome.State);
    }

    [TestMethod]
    public void Subprotocol_and_extensions_are_held_against_the_offer()
    {
        HttpHead request = Heads.Request("+Sec-WebSocket-Protocol: a", "+Sec-WebSocket-Protocol: b, c", "+Sec-WebSocket-Extensions: permessage-deflate");
        HttpHead response = Heads.Response("+Sec-WebSocket-Protocol: c", "+Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10");
        List<HandshakeFinding> findings = [];

        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(request, response, findings, out _);

        Assert.IsEmpty(findings);
        Assert.AreEqual("c", outcome.Subprotocol);
        Assert.AreEqual("permessage-deflate; server_max_window_bits=10", outcome.Extensions);
        Assert.AreEqual(new DeflateParameters(ServerMaxWindowBits: 10), outcome.Deflate);

        response = Heads.Response("+Sec-WebSocket-Protocol: B", "+Sec-WebSocket-Protocol: c", "+Sec-WebSocket-Extensions: Permessage-Deflate", "+Sec-WebSocket-Extensions: permessage-deflate");
        CollectionAssert.AreEqual(
            new[] { Rule.ResponseProtocol, Rule.ResponseProtocolRepeated, Rule.ResponseExtensionNotOffered, Rule.ResponseExtensionsRepeated },
            Heads.FindingsOfResponse(request, response).Select(finding => finding.Rule).ToArray());
    }

    [TestMethod]
    public void A_refusal_is_no_more_than_a_note()
    {
        List<HandshakeFinding> findings = [];

        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(
            Heads.Request(), Heads.Head(["HTTP/1.0 404 Not Found", "X: 1"]), findings, out bool? acceptValid);

        Assert.AreEqual(new HandshakeFinding(Rule.ResponseStatus, 0, 404, "status 404"), findings.Single());
        Assert.AreEqual(HandshakeState.Failed, outcome.State);
        Assert.IsNull(acceptValid);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 426 Upgrade Required", "X: 1", true)]
    [DataRow("HTTP/1.1 400 Bad Request", "X: 1", true)]
    [DataRow("HTTP/1.1 400 Bad Request", "Sec-WebSocket-Version: 13, 8", false)]
    [DataRow("HTTP/1.1 401 Unauthorized", "X: 1", false)]
    public void A_version_that_is_refused_is_answered_with_others(string line, string field, bool found)
    {
        HttpHead request = Heads.Request("Sec-WebSocket-Version: 25");

        List<HandshakeFinding> findings = Heads.FindingsOfResponse(request, Heads.Head([line, field]));

        Assert.AreEqual(found, findings.Any(finding => finding.Rule == Rule.ResponseVersion));
        Assert.IsFalse(Heads.FindingsOfResponse(Heads.Request(), Heads.Head([line, field])).Any(finding => finding.Rule == Rule.ResponseVersion));
    }

    [TestMethod]
    [DataRow("POST /chat HTTP/1.1", true)]
    [DataRow("-Host", true)]
    [DataRow("Sec-WebSocket-Version: 8", true)]
    [DataRow("+Sec-WebSocket-Extensions: a=b", true)]
    [DataRow("+X : 1", true)]
    [DataRow("+Sec-WebSocket-Extensions: permessage-deflate; x", false)]
    [DataRow("+X: 1\r\n folded", false)]
    public void An_invalid_request_is_not_to_be_accepted(string change, bool found)
    {
        List<HandshakeFinding> findings = Heads.FindingsOfResponse(Heads.Request(change), Heads.Response());

        Assert.AreEqual(found, findings.Any(finding => finding.Rule == Rule.ResponseToInvalidRequest));
        Assert.IsFalse(Heads.FindingsOfResponse(Heads.Request(change), Heads.Head(["HTTP/1.1 400 Bad Request"])).Any(finding => finding.Rule == Rule.ResponseToInvalidRequest));
    }

    [TestMethod]
    public void A_server_need_not_decode_the_key()
    {
        HttpHead request = Heads.Request("Sec-WebSocket-Key: dGhl");
        HttpHead response = Heads.Response("Sec-WebSocket-Accept: " + WebSocketKey.Accept("dGhl"));

        Assert.IsEmpty(Heads.FindingsOfResponse(request, response));
    }

    [TestMethod]
    public void Without_the_request_the_response_is_judged_by_itself()
    {
        List<HandshakeFinding> findings = [];
        HttpHead response = Heads.Response("+Sec-WebSocket-Protocol: x", "+Sec-WebSocket-Extensions: permessage-deflate");

        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(null, response, findings, out bool? acceptValid);

        Assert.IsEmpty(findings);
        Assert.IsNull(acceptValid);
        Assert.IsNotNull(outcome.Deflate);
    }

    [TestMethod]
    public void A_long_value_is_shown_cut()
    {
        Assert.AreEqual(129, Heads.FindingsOfRequest("Upgrade: " + new string('x', 5000)).Single().Text!.Length);
    }
}

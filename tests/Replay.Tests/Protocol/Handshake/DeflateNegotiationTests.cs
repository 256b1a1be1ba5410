using Replay.Protocol;

namespace Replay.Tests.Protocol.Handshake;

[TestClass]
public sealed class DeflateNegotiationTests
{
    private const string Name = "permessage-deflate";

    [TestMethod]
    [DataRow(Name)]
    [DataRow(Name + "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8; client_max_window_bits=15")]
    [DataRow(Name + "; client_max_window_bits")]
    [DataRow(Name + "; server_max_window_bits=12")]
    public void Valid_offers_are_read_as_written(string offer)
    {
        List<HandshakeFinding> findings = [];

        DeflateOffer read = DeflateNegotiation.ReadOffers(ExtensionList.Parse(offer), findings).Single();

        Assert.IsEmpty(findings);
        Assert.AreEqual(offer, read.ToString());
    }

    [TestMethod]
    [DataRow("; unknown", "unknown")]
    [DataRow("; server_no_context_takeover; server_no_context_takeover", "server_no_context_takeover")]
    [DataRow("; server_no_context_takeover=1", "server_no_context_takeover=1")]
    [DataRow("; client_no_context_takeover=true", "client_no_context_takeover=true")]
    [DataRow("; server_max_window_bits", "server_max_window_bits")]
    [DataRow("; server_max_window_bits=7", "server_max_window_bits=7")]
    [DataRow("; server_max_window_bits=16", "server_max_window_bits=16")]
    [DataRow("; client_max_window_bits=08", "client_max_window_bits=08")]
    [DataRow("; client_max_window_bits=1x", "client_max_window_bits=1x")]
    public void Invalid_offers_are_reported_and_left_out(string parameters, string observed)
    {
        List<HandshakeFinding> findings = [];
        ExtensionList list = ExtensionList.Parse(Name + parameters + ", " + Name);

        Assert.AreEqual(Name, DeflateNegotiation.ReadOffers(list, findings).Single().ToString());
        Assert.AreEqual(Rule.DeflateOffer, findings.Single().Rule);
        Assert.AreEqual(observed, findings.Single().Text);
    }

    [TestMethod]
    [DataRow("", "", false, false, 15, 15)]
    [DataRow("", "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9", true, true, 9, 15)]
    [DataRow("; client_max_window_bits", "; client_max_window_bits=10", false, false, 15, 10)]
    [DataRow("; client_max_window_bits=11", "; client_max_window_bits=11", false, false, 15, 11)]
    [DataRow("; client_max_window_bits=11; client_no_context_takeover", "", false, false, 15, 15)]
    [DataRow("; server_max_window_bits=12", "; server_max_window_bits=\"12\"", false, false, 12, 15)]
    [DataRow("; server_no_context_takeover", "; server_no_context_takeover", true, false, 15, 15)]
    public void Responses_that_answer_the_offer_agree(string offer, string response, bool serverFresh, bool clientFresh, int serverBits, int clientBits)
    {
        List<HandshakeFinding> findings = [];

        DeflateParameters? agreed = DeflateNegotiation.ReadResponse(
            ExtensionList.Parse(Name + offer), ExtensionList.Parse(Name + response), findings);

        Assert.IsEmpty(findings);
        Assert.AreEqual(new DeflateParameters(serverFresh, clientFresh, serverBits, clientBits), agreed);
    }

    [TestMethod]
    [DataRow("; server_no_context_takeover", "", Rule.DeflateServerNoContextTakeover)]
    [DataRow("; server_max_window_bits=10", "", Rule.DeflateServerWindowBits)]
    [DataRow("; server_max_window_bits=10", "; server_max_window_bits=11", Rule.DeflateServerWindowBits)]
    [DataRow("; server_max_window_bits=10", "; server_max_window_bits=99", Rule.DeflateResponse)]
    [DataRow("", "; client_max_window_bits=10", Rule.DeflateClientWindowBits)]
    [DataRow("; client_max_window_bits=9", "; client_max_window_bits=10", Rule.DeflateClientWindowBits)]
    [DataRow("; client_max_window_bits", "; client_max_window_bits", Rule.DeflateResponse)]
    [DataRow("; client_max_window_bits", "; client_max_window_bits=08", Rule.DeflateResponse)]
    [DataRow("", "; x", Rule.DeflateResponse)]
    [DataRow("", "; server_no_context_takeover=1", Rule.DeflateResponse)]
    [DataRow("", "; client_no_context_takeover; client_no_context_takeover", Rule.DeflateResponse)]
    [DataRow("", ", permessage-deflate, permessage-deflate", Rule.DeflateResponse)]
    [DataRow("; x", "", Rule.DeflateResponse)]
    public void Responses_that_do_not_are_reported(string offer, string response, Rule rule)
    {
        List<HandshakeFinding> findings = [];

        DeflateParameters? agreed = DeflateNegotiation.ReadResponse(
            ExtensionList.Parse(Name + offer), ExtensionList.Parse(Name + response), findings);

        Assert.AreEqual(rule, findings.Single().Rule);
        Assert.IsNotNull(agreed);
    }

    [TestMethod]
    public void A_response_is_held_against_the_offer_it_fits_best()
    {
        ExtensionList offered = ExtensionList.Parse(
            "permessage-deflate; server_max_window_bits=10; server_no_context_takeover, permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits");
        List<HandshakeFinding> findings = [];

        DeflateNegotiation.ReadResponse(offered, ExtensionList.Parse("permessage-deflate; client_max_window_bits=9"), findings);
        Assert.IsEmpty(findings);

        DeflateNegotiation.ReadResponse(
            ExtensionList.Parse("permessage-deflate; server_max_window_bits=10; server_no_context_takeover, permessage-deflate; server_max_window_bits=10"),
            ExtensionList.Parse("permessage-deflate; server_max_window_bits=12"),
            findings);
        Assert.AreEqual(Rule.DeflateServerWindowBits, findings.Single().Rule);
        Assert.AreEqual("server_max_window_bits of at most 10", findings.Single().ExpectedText);
    }

    [TestMethod]
    public void Without_the_request_only_the_response_itself_is_judged()
    {
        List<HandshakeFinding> findings = [];

        DeflateParameters? agreed = DeflateNegotiation.ReadResponse(
            null, ExtensionList.Parse("permessage-deflate; client_max_window_bits=10"), findings);

        Assert.IsEmpty(findings);
        Assert.AreEqual(10, agreed!.ClientMaxWindowBits);
        Assert.IsNull(DeflateNegotiation.ReadResponse(null, ExtensionList.Parse("x-other"), findings));
    }

    [TestMethod]
    [DataRow("", "permessage-deflate")]
    [DataRow("; server_no_context_takeover; client_no_context_takeover", "permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [DataRow("; server_max_window_bits=15", "permessage-deflate; server_max_window_bits=15")]
    [DataRow("; client_max_window_bits=9", "permessage-deflate; client_max_window_bits=9")]
    [DataRow("; client_max_window_bits", "permessage-deflate")]
    public void A_server_without_wishes_accepts_what_is_offered(string offer, string expected)
    {
        DeflateNegotiation.Accept(ExtensionList.Parse(Name + offer), new DeflateSettings(), out string? response);

        Assert.AreEqual(expected, response);
    }

    [TestMethod]
    public void A_server_passes_over_offers_it_cannot_meet()
    {
        ExtensionList offered = ExtensionList.Parse("permessage-deflate; x, permessage-deflate, permessage-deflate; client_max_window_bits");

        DeflateParameters? agreed = DeflateNegotiation.Accept(offered, new DeflateSettings(ServerMaxWindowBits: 11, ClientMaxWindowBits: 10), out string? response);

        Assert.AreEqual("permessage-deflate; server_max_window_bits=11; client_max_window_bits=10", response);
        Assert.AreEqual(new DeflateParameters(false, false, 11, 10), agreed);
        Assert.IsNull(DeflateNegotiation.Accept(ExtensionList.Parse(Name), new DeflateSettings(ClientMaxWindowBits: 10), out response));
        Assert.IsNull(response);
    }

    [TestMethod]
    public void What_a_server_accepts_breaks_no_rule()
    {
        int?[] bits = [null, 8, 12, 15];
        foreach (bool flag in new[] { false, true })
        {
            foreach (int? server in bits)
            {
                foreach (int? client in bits)
                {
                    DeflateOffer offer = new(flag, !flag, server, true, client);
                    foreach (DeflateSettings settings in new[] { new DeflateSettings(), new DeflateSettings(true, true, 9, 9), new DeflateSettings(false, false, 15, 12) })
                    {
                        ExtensionList offered = ExtensionList.Parse(offer.ToString());
                        DeflateParameters? agreed = DeflateNegotiation.Accept(offered, settings, out string? response);
                        List<HandshakeFinding> findings = [];

                        Assert.AreEqual(agreed, DeflateNegotiation.ReadResponse(offered, ExtensionList.Parse(response!), findings));
                        Assert.IsEmpty(findings);
                    }
                }
            }
        }
    }
}

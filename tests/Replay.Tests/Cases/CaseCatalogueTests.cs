using System.Text.Unicode;
using Replay.Cases;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Tests.Cases;

[TestClass]
public sealed class CaseCatalogueTests
{
    [TestMethod]
    [DataRow(1, 16)]
    [DataRow(2, 11)]
    [DataRow(3, 7)]
    [DataRow(4, 10)]
    [DataRow(5, 20)]
    [DataRow(6, 145)]
    [DataRow(7, 37)]
    [DataRow(9, 54)]
    [DataRow(10, 1)]
    [DataRow(12, 90)]
    [DataRow(13, 126)]
    public void A_category_has_its_cases(int category, int count)
    {
        Assert.AreEqual(count, CaseCatalogue.OfCategory(category).Count());
        Assert.IsTrue(CaseCatalogue.OfCategory(category).All(one => one.Id.Category == category));
    }

    [TestMethod]
    public void All_517_cases_come_in_numeric_order_without_repetition()
    {
        Assert.HasCount(517, CaseCatalogue.All);
        for (int i = 1; i < CaseCatalogue.All.Count; i++)
        {
            Assert.IsTrue(CaseCatalogue.All[i - 1].Id < CaseCatalogue.All[i].Id, CaseCatalogue.All[i].Id.ToString());
        }
    }

    [TestMethod]
    public void Every_case_names_its_clause_and_says_what_is_required_in_one_sentence()
    {
        foreach (CaseDefinition one in CaseCatalogue.All)
        {
            StringAssert.Matches(one.Clause, new System.Text.RegularExpressions.Regex(@"^RFC (6455|7692) §\d+(\.\d+)*$"), one.Id.ToString());
            Assert.IsTrue(one.Requirement is [>= 'A' and <= 'Z' or >= '0' and <= '9', .., '.'], $"{one.Id}: {one.Requirement}");
            Assert.DoesNotContain(". ", one.Requirement, one.Id.ToString());
        }
    }

    [TestMethod]
    public void Every_case_is_decided_by_events_or_by_echoes()
    {
        foreach (CaseDefinition one in CaseCatalogue.All)
        {
            Assert.AreNotEqual(one.Expectation.Outcomes.Count == 0, one.Expectation.Echoes is null, one.Id.ToString());
            Assert.IsNotEmpty(one.Expectation.Close.CloseCodes, one.Id.ToString());
        }
    }

    [TestMethod]
    [DataRow("1.1.1", true, "1000", true)]
    [DataRow("2.5", false, "1002", false)]
    [DataRow("4.2.2", false, "1002", false)]
    [DataRow("6.3.1", false, "1007", false)]
    [DataRow("7.1.5", true, "1000", true)]
    [DataRow("7.3.2", true, "1002", false)]
    [DataRow("7.5.1", true, "1002,1007", false)]
    [DataRow("7.7.10", true, "1000,3000", true)]
    [DataRow("7.9.9", true, "1002", false)]
    [DataRow("7.13.2", true, "1000,65535,1002", false)]
    [DataRow("13.7.18", true, "1000", true)]
    public void A_case_states_how_the_connection_is_to_be_closed(string id, bool closedByMe, string codes, bool clean)
    {
        CloseExpectation close = CaseCatalogue.Find(id)!.Expectation.Close;
        Assert.AreEqual(closedByMe, close.ClosedByMe);
        Assert.AreEqual(codes, string.Join(',', close.CloseCodes));
        Assert.AreEqual(clean, close.RequireClean);
    }

    [TestMethod]
    public void Closing_by_the_wrong_endpoint_is_fatal_exactly_where_text_is_invalid()
    {
        foreach (CaseDefinition one in CaseCatalogue.All)
        {
            bool invalid = one.Expectation.Close.CloseCodes.SequenceEqual([1007]);
            Assert.AreEqual(invalid ? true : null, one.Expectation.Close.ClosedByWrongEndpointIsFatal, one.Id.ToString());
        }
    }

    [TestMethod]
    [DataRow("6.6.1", false)]
    [DataRow("6.6.2", true)]
    [DataRow("6.6.5", true)]
    [DataRow("6.6.6", false)]
    [DataRow("6.11.4", true)]
    [DataRow("6.11.5", false)]
    [DataRow("6.12.8", false)]
    [DataRow("6.22.34", true)]
    [DataRow("6.23.7", true)]
    public void A_sequence_is_echoed_when_it_is_UTF_8_and_refused_otherwise(string id, bool valid)
    {
        CaseExpectation expectation = CaseCatalogue.Find(id)!.Expectation;
        Assert.AreEqual(valid, expectation.Close.ClosedByMe);
        Assert.HasCount(valid ? 1 : 0, expectation.Outcomes[0].Events);
    }

    [TestMethod]
    public void The_last_noncharacter_is_U_10FFFF()
    {
        PayloadPattern payload = CaseCatalogue.Find("6.22.34")!.Expectation.Outcomes[0].Events[0].Payload;
        Assert.AreEqual("f48fbfbf", Convert.ToHexStringLower(payload.Take(4)));
        Assert.IsTrue(Utf8.IsValid(payload.Unit));
    }

    [TestMethod]
    public void The_accent_of_kosme_has_three_octets()
    {
        PayloadPattern payload = CaseCatalogue.Find("6.2.4")!.Expectation.Outcomes[0].Events[0].Payload;
        Assert.AreEqual("cebae1bdb9cf83cebcceb5", Convert.ToHexStringLower(payload.Take(64)));
    }

    [TestMethod]
    public void Ten_pings_expect_ten_numbered_pongs()
    {
        Expectation ok = CaseCatalogue.Find("2.11")!.Expectation.Outcomes.Single();
        Assert.HasCount(10, ok.Events);
        Assert.AreEqual(EventMatch.Same, ok.Events[9].Compare(ReceivedEvent.Pong("payload-9"u8.ToArray())));
    }

    [TestMethod]
    public void Cases_with_a_good_message_before_the_fault_accept_silence_as_non_strict()
    {
        foreach (string id in new[] { "3.2", "3.3", "3.4", "4.1.3", "4.1.4", "4.1.5", "4.2.3", "4.2.4", "4.2.5", "5.15" })
        {
            IReadOnlyList<Expectation> outcomes = CaseCatalogue.Find(id)!.Expectation.Outcomes;
            CollectionAssert.AreEqual(new[] { Behavior.Ok, Behavior.NonStrict }, outcomes.Select(one => one.Behavior).ToArray(), id);
            Assert.IsEmpty(outcomes[1].Events, id);
        }
    }

    [TestMethod]
    [DataRow("9.1.6", MessageType.Text, 16777216L, 1, WireLogMode.OffSilently)]
    [DataRow("9.4.1", MessageType.Binary, 4194304L, 1, WireLogMode.OffSilently)]
    [DataRow("9.8.6", MessageType.Binary, 4096L, 1000, WireLogMode.OffAnnounced)]
    [DataRow("12.1.10", MessageType.Text, 131072L, 1000, WireLogMode.OffAnnounced)]
    [DataRow("12.2.18", MessageType.Binary, 131072L, 1000, WireLogMode.OffAnnounced)]
    public void A_case_about_size_counts_echoes_and_has_its_log_off(string id, MessageType type, long length, int count, WireLogMode log)
    {
        CaseDefinition one = CaseCatalogue.Find(id)!;
        Assert.AreEqual(type, one.Expectation.Echoes!.Type);
        Assert.AreEqual(length, one.Expectation.Echoes.Length);
        Assert.AreEqual(count, one.Expectation.Echoes.Count);
        Assert.AreEqual(log, one.Expectation.WireLog);
        Assert.IsTrue(one.ReportsTime);
    }

    [TestMethod]
    public void The_last_set_of_parameters_is_offered_three_ways()
    {
        CaseLoad load = CaseCatalogue.Find("13.7.1")!.Load!;
        CollectionAssert.AreEqual(
            new CompressionOffer[] { new(true, 9), new(true, null), new(false, null) },
            load.Offers.ToArray());
        Assert.AreEqual(32768, CaseCatalogue.Find("13.7.18")!.Load!.FragmentLength);
    }

    [TestMethod]
    public void Auto_fragmentation_expects_51_frames_to_be_sent()
    {
        CaseDefinition one = CaseCatalogue.Find("10.1.1")!;
        Assert.AreEqual(50, one.Expectation.FramesSent![0]);
        Assert.AreEqual(1, one.Expectation.FramesSent[1]);
        Assert.IsFalse(one.ReportsTime);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("1")]
    [DataRow("1.1.9")]
    [DataRow("8.1")]
    [DataRow("01.1.1")]
    [DataRow("1.1.1.1")]
    [DataRow("1.-1.1")]
    [DataRow("7.9.99999999999")]
    public void What_is_no_case_is_not_found(string? id) => Assert.IsNull(CaseCatalogue.Find(id));
}

using System.Text;
using Replay.Cases;
using Replay.Cases.Data;

namespace Replay.Tests.Cases;

[TestClass]
public sealed class CaseSelectionTests
{
    [TestMethod]
    [DataRow("1.*", 16)]
    [DataRow("*", 517)]
    [DataRow("7.1.5", 1)]
    [DataRow("6.4.*", 4)]
    [DataRow("*.1.1", 8)]
    [DataRow("1.1", 0)]
    [DataRow("8.*", 0)]
    public void A_pattern_names_cases(string pattern, int count) =>
        Assert.AreEqual(count, CaseSelection.Match(pattern).Count());

    [TestMethod]
    public void Excluded_cases_are_left_out_and_order_is_the_catalogues()
    {
        IReadOnlyList<CaseDefinition> cases = CaseSelection.Select(["7.1.5", "1.*", "1.1.1"], ["1.2.*"], out string? unknown);
        Assert.IsNull(unknown);
        CollectionAssert.AreEqual(
            new[] { "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8", "7.1.5" },
            cases.Select(one => one.Id.ToString()).ToArray());
    }

    [TestMethod]
    public void A_pattern_without_cases_is_told()
    {
        CaseSelection.Select(["1.*", "0.*"], [], out string? unknown);
        Assert.AreEqual("0.*", unknown);
    }

    [TestMethod]
    [DataRow(DataKind.Json, 194056)]
    [DataRow(DataKind.Bitmap, 263222)]
    [DataRow(DataKind.Prose, 222218)]
    [DataRow(DataKind.Html, 263647)]
    [DataRow(DataKind.Pdf, 1042328)]
    public void Documents_have_the_sizes_of_the_originals(DataKind kind, int octets) =>
        Assert.AreEqual(octets, CaseData.Document(kind)!.OctetLength);

    [TestMethod]
    public void Messages_follow_each_other_through_the_document_and_round_its_end()
    {
        CaseDocument document = CaseData.Document(DataKind.Html)!;
        string whole = Encoding.UTF8.GetString(document.Octets.Span);
        Assert.AreEqual(document.Length, whole.Length, "counted in characters");
        Assert.AreNotEqual(document.Length, document.OctetLength, "some of which have more than one octet");
        var text = new StringBuilder();
        for (int i = 0; i < 5; i++)
        {
            string message = Encoding.UTF8.GetString(document.Message(i, 131072).Span);
            Assert.AreEqual(131072, message.Length);
            text.Append(message);
        }

        string round = whole + whole + whole;
        Assert.AreEqual(round[..text.Length], text.ToString());
    }
}

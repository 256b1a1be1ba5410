using Replay.Capture.Autobahn;

namespace Replay.Tests.Capture.Autobahn;

[TestClass]
public sealed class DirectoryTests
{
    private string _directory = string.Empty;

    [TestInitialize]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("reports").FullName;

    [TestCleanup]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    private void Make(params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllText(Path.Combine(_directory, name), "{}");
        }
    }

    private static string Names(IReadOnlyList<AutobahnCaseFile> files) =>
        string.Join(' ', files.Select(file => Path.GetFileName(file.Path) + "=" + file.CaseId + "=" + file.Format.Name));

    [TestMethod]
    public void Cases_come_by_agent_in_numeric_order_each_once_JSON_first()
    {
        Make("b_case_1_1_1.json", "a_case_10_1_1.html", "a_case_2_10.html", "a_case_2_9.json", "a_case_2_9.html", "index.html", "index.json", "a_case_x.json", "notes.txt");
        var problems = new RecordedStreams();
        Assert.AreEqual(
            "a_case_2_9.json=2.9=autobahn-json a_case_2_10.html=2.10=autobahn-html a_case_10_1_1.html=10.1.1=autobahn-html b_case_1_1_1.json=1.1.1=autobahn-json",
            Names(AutobahnDirectory.Files(_directory, problems)));
        Assert.IsEmpty(problems.Problems);
    }

    [TestMethod]
    public void An_index_names_the_files_and_a_missing_one_is_reported()
    {
        Make("a_case_1_1_1.json", "a_case_1_1_2.html", "b_case_1_1_1.json");
        string index = Path.Combine(_directory, "index.json");
        File.WriteAllText(index, """
            {"A": {"1.1.2": {"behavior": "OK", "reportfile": "a_case_1_1_2.json"},
                   "1.1.1": {"behavior": "OK", "reportfile": "a_case_1_1_1.json"},
                   "1.1.3": {"behavior": "OK", "reportfile": "../a_case_1_1_3.json"}}}
            """);
        var problems = new RecordedStreams();
        Assert.IsTrue(AutobahnDirectory.IsDirectory(index));
        Assert.AreEqual(
            "a_case_1_1_1.json=1.1.1=autobahn-json a_case_1_1_2.html=1.1.2=autobahn-html", Names(AutobahnDirectory.Files(index, problems)));
        Assert.AreEqual("the report of case 1.1.3 of A is missing", problems.Problems.Single().Message);
        Assert.AreEqual(3, problems.Problems.Single().Record);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("missing/index.json")]
    public void A_directory_without_reports_is_a_problem(string name)
    {
        var problems = new RecordedStreams();
        Assert.IsEmpty(AutobahnDirectory.Files(Path.Combine(_directory, name), problems));
        Assert.IsTrue(problems.Problems.Single().IsFatal);
    }
}

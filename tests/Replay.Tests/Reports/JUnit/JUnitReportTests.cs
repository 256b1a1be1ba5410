using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Replay.Reports.JUnit;
using Replay.Reports.Model;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;
using Replay.Tests.Cli;

namespace Replay.Tests.Reports.JUnit;

[TestClass]
public sealed class JUnitReportTests
{
    // What the published schemas (Jenkins's junit-10.xsd and the stricter one for Ant) have in common, as far as we write it.
    private const string Facts =
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:simpleType name="time"><xs:restriction base="xs:string"><xs:pattern value="[0-9]+\.[0-9]{3}"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="instant"><xs:restriction base="xs:dateTime"><xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"/></xs:restriction></xs:simpleType>
          <xs:complexType name="verdict" mixed="true">
            <xs:attribute name="message" type="xs:string" use="required"/><xs:attribute name="type" type="xs:string"/>
          </xs:complexType>
          <xs:element name="testsuites"><xs:complexType><xs:sequence><xs:element name="testsuite" maxOccurs="unbounded"><xs:complexType><xs:sequence>
            <xs:element name="properties"><xs:complexType><xs:sequence><xs:element name="property" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
              <xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="value" type="xs:string" use="required"/>
            </xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
            <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
              <xs:choice minOccurs="0"><xs:element name="failure" type="verdict"/><xs:element name="error" type="verdict"/><xs:element name="skipped" type="verdict"/></xs:choice>
              <xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="classname" type="xs:token" use="required"/><xs:attribute name="time" type="time" use="required"/>
            </xs:complexType></xs:element>
            <xs:element name="system-out" type="xs:string"/><xs:element name="system-err" type="xs:string"/>
          </xs:sequence>
            <xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="id" type="xs:int" use="required"/><xs:attribute name="package" type="xs:token" use="required"/>
            <xs:attribute name="hostname" type="xs:token" use="required"/><xs:attribute name="timestamp" type="instant"/>
            <xs:attribute name="tests" type="xs:int" use="required"/><xs:attribute name="failures" type="xs:int" use="required"/><xs:attribute name="errors" type="xs:int" use="required"/>
            <xs:attribute name="skipped" type="xs:int" use="required"/><xs:attribute name="time" type="time" use="required"/>
          </xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """;

    [TestMethod]
    [DataRow("violations.pcap")]
    [DataRow("interleaved.pcapng")]
    [DataRow("hostile.hex")]
    [DataRow("autobahn-4.2.2.txt")]
    public void Captures_give_what_the_schemas_allow(string name)
    {
        Shell shell = Shell.Run("report", Path.Combine(AppContext.BaseDirectory, "captures", name), "-o", "-", "--format", "junit");

        Assert.AreEqual(0, shell.ExitCode, shell.Error);
        Validate(shell.Output);
    }

    [TestMethod]
    public void A_connection_that_breaks_a_must_fails_with_what_was_expected_and_observed()
    {
        XElement suite = Suite("violations.pcap");

        XElement unmasked = suite.Elements("testcase").First();
        XElement failure = unmasked.Element("failure")!;
        Assert.AreEqual("RFC6455-5.1-client-mask", failure.Attribute("type")!.Value);
        Assert.AreEqual("RFC 6455 §5.1: expected masked frame; observed unmasked frame", failure.Attribute("message")!.Value);
        StringAssert.Contains(failure.Value, "frame 0, tx octet 154");
        Assert.AreEqual("10", suite.Attribute("failures")!.Value);
        Assert.AreEqual("11", suite.Attribute("tests")!.Value);
    }

    [TestMethod]
    public void Fail_on_decides_what_fails()
    {
        Assert.AreEqual("11", Suite("violations.pcap", "--fail-on", "warning").Attribute("failures")!.Value);
    }

    [TestMethod]
    public void A_refused_handshake_is_skipped()
    {
        XElement refused = Suite("hostile.hex").Elements("testcase").Last();

        Assert.AreEqual("the opening handshake failed: status 403", refused.Element("skipped")!.Attribute("message")!.Value);
    }

    [TestMethod]
    public void Results_of_live_runs_are_cases()
    {
        ReportModel model = ReportModel.Of("0.0.0",
        [
            Result("1.1.1", RunVerdict.Match) with { Behavior = Behavior.Ok, CloseBehavior = CloseBehavior.Ok },
            Result("1.1.2", RunVerdict.Mismatch) with { Behavior = Behavior.Failed, CloseBehavior = CloseBehavior.Ok, Expected = "an echo", Observed = "nothing", Clause = "RFC 6455 §5.2" },
            Result("12.1.1", RunVerdict.Mismatch) with { Behavior = Behavior.Unimplemented, CloseBehavior = CloseBehavior.Ok },
            Result("2.1", RunVerdict.Unreachable) with { Failure = "connect: refused", Target = "ws://h/?token=abcdef" },
            Result("capture#3", RunVerdict.Mismatch) with { Differences = [new SessionDifference("rx message 0", "\"a\"", null)] },
        ]);
        using var stream = new MemoryStream();
        JUnitReport.Write(model, stream);
        string xml = Encoding.UTF8.GetString(stream.ToArray());
        Validate(xml);

        XElement suite = XDocument.Parse(xml).Root!.Elements("testsuite").Single();
        Assert.AreEqual("agent", suite.Attribute("name")!.Value);
        string[] outcomes = [.. suite.Elements("testcase").Select(static one => one.Elements().FirstOrDefault()?.Name.LocalName ?? "passed")];
        CollectionAssert.AreEqual(new[] { "passed", "failure", "skipped", "error", "failure" }, outcomes);
        Assert.AreEqual("expected an echo; observed nothing", suite.Elements("testcase").ElementAt(1).Element("failure")!.Attribute("message")!.Value);
        Assert.AreEqual("rx message 0: expected \"a\"; observed nothing", suite.Elements("testcase").Last().Element("failure")!.Attribute("message")!.Value);
        StringAssert.Contains(xml, "token=******");
        Assert.DoesNotContain("abcdef", xml);
    }

    private static CaseResult Result(string name, RunVerdict verdict) => new() { Name = name, Agent = "agent", Verdict = verdict };

    private static XElement Suite(string name, params string[] args)
    {
        Shell shell = Shell.Run(["report", Path.Combine(AppContext.BaseDirectory, "captures", name), "-o", "-", "--format", "junit", .. args]);
        return XDocument.Parse(shell.Output).Root!.Element("testsuite")!;
    }

    private static void Validate(string xml)
    {
        var schemas = new XmlSchemaSet();
        using XmlReader facts = XmlReader.Create(new StringReader(Facts));
        schemas.Add(null, facts);
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas };
        settings.ValidationEventHandler += static (_, problem) => Assert.Fail(problem.Message);
        using XmlReader reader = XmlReader.Create(new StringReader(xml), settings);
        while (reader.Read())
        {
        }
    }
}

using System.Text.Json;
using System.Xml.Linq;
using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Cli;
using Replay.Reports;
using Replay.Reports.Autobahn;
using Replay.Reports.Export;
using Replay.Reports.Secrets;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Fuzz;

/// <summary>Every report, of mutated records: none throws, and what is to be read by programs is well-formed.</summary>
[TestClass]
public sealed class ReportFuzzTests
{
    private const int Rounds = 60;

    public static IEnumerable<object[]> Formats() => new[] { "html", "markdown", "junit", "sarif", "json", "ndjson", "csv" }.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Is_well_formed(string format)
    {
        byte[][] seeds = Seeds();
        for (int round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            byte[] input = Mutator.Mutate(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random);
            using var output = new MemoryStream();
            int code = CommandLine.Run(["report", "-", "-o", "-", "--format", format], new MemoryStream(input), output, TextWriter.Null);

            // Results of live runs, which are among the seeds, have no place in every format.
            bool isMisplaced = code == ExitCodeUsage && format == "ndjson";
            Assert.IsTrue(isMisplaced || code is ExitCodeDone or ExitCodeUnreadable, $"{format}, round {round}: exit code {code}");
            try
            {
                Parse(format, output);
            }
            catch (Exception exception) when (exception is JsonException or System.Xml.XmlException)
            {
                Assert.Fail($"{format}, round {round}: {exception.Message}\n{Convert.ToHexStringLower(input)}");
            }
        }
    }

    [TestMethod]
    public void Autobahns_files_are_written_and_json_is_the_same_when_read_once_more()
    {
        byte[][] seeds = Seeds();
        for (int round = 0; round < Rounds * 4; round++)
        {
            var random = new Random(round);
            byte[] input = Mutator.Mutate(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random);
            var files = new Files();
            var writer = new AutobahnReportWriter(new ReportOutput { Name = "out", Files = files }, static () => []);
            writer.Begin(new RunInfo("0", ["fuzz"]));
            var decoder = new ConversationDecoder(new SecretSink(writer, masksReports: false));
            ISourceFormat format = SourceFormats.All.MaxBy(one => one.Sniff("fuzz", input.AsSpan(0, Math.Min(input.Length, 65536))))!;
            format.Read(new SourceInput("fuzz", new MemoryStream(input)), new SourceContext(decoder, SourceOptions.Default));
            decoder.Complete();
            writer.Complete();

            foreach ((string name, MemoryStream file) in files.All.Where(static one => one.Key.EndsWith(".json", StringComparison.Ordinal) && !one.Key.EndsWith("index.json", StringComparison.Ordinal)))
            {
                var again = new Reports();
                new AutobahnJsonFormat().Read(new SourceInput(name, new MemoryStream(file.ToArray())), new SourceContext(again, SourceOptions.Default));
                if (again.Report is { } report)
                {
                    using var second = new MemoryStream();
                    AutobahnJson.Write(report, second);
                    Assert.AreEqual(System.Text.Encoding.Latin1.GetString(file.ToArray()), System.Text.Encoding.Latin1.GetString(second.ToArray()), $"round {round}, {name}");
                }
            }
        }
    }

    private const int ExitCodeDone = 0;
    private const int ExitCodeUsage = 2;
    private const int ExitCodeUnreadable = 3;

    private static void Parse(string format, MemoryStream output)
    {
        output.Position = 0;
        switch (format)
        {
            case "junit":
                XDocument.Load(output);
                break;
            case "json" or "sarif":
                JsonDocument.Parse(output).Dispose();
                break;
            case "ndjson":
                using (var reader = new StreamReader(output))
                {
                    while (reader.ReadLine() is { } line)
                    {
                        JsonDocument.Parse(line).Dispose();
                    }
                }

                break;
        }
    }

    private static byte[][] Seeds() =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "captures")).Order(StringComparer.Ordinal)
            .Where(static path => !path.EndsWith(".md", StringComparison.Ordinal))
            .Select(File.ReadAllBytes).Where(static octets => octets.Length is > 0 and < 32 * 1024)];

    private sealed class Files : IOutputFiles
    {
        public Dictionary<string, MemoryStream> All { get; } = [];

        public Stream Create(string name) => All[name] = new MemoryStream();

        public Stream Append(string name) => throw new NotSupportedException();

        public Stream CreateTemporary() => new MemoryStream();
    }

    private sealed class Reports : IOctetSink
    {
        public AutobahnReport? Report { get; private set; }

        public Replay.Protocol.IConnectionInput Open(ConnectionInfo connection)
        {
            Report = connection.Report;
            return new ConversationDecoder(new NullSink()).Open(connection);
        }

        void IOctetSink.Report(CaptureProblem problem)
        {
        }
    }
}

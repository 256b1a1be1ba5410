using System.Globalization;
using System.Text.Json;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Corpus;

/// <summary>Compares what is decoded of a benchmark capture with the file that says what its generator put in.</summary>
internal sealed class TruthComparison : IOctetSink
{
    private readonly Dictionary<string, Queue<(TruthSide Tx, TruthSide Rx)>> _truth = new(StringComparer.Ordinal);
    private readonly List<(ConnectionInfo Connection, TruthSide Tx, TruthSide Rx)> _decoded = [];
    private readonly List<string> _problems = [];
    private readonly DecoderWorkspace _workspace = new();

    /// <summary>Decodes a capture and prints how far it agrees.</summary>
    /// <returns>True when everything does.</returns>
    public static bool Run(string capture, string truth, TextWriter output)
    {
        var comparison = new TruthComparison();
        comparison.ReadTruth(truth);
        using FileStream stream = File.OpenRead(capture);
        CaptureSet.Read([new SourceInput(capture, stream)], new SourceContext(comparison, SourceOptions.Default));
        return comparison.Print(Path.GetFileName(capture), output);
    }

    public IConnectionInput Open(ConnectionInfo connection)
    {
        var tx = new TruthSide();
        var rx = new TruthSide();
        _decoded.Add((connection, tx, rx));
        return new ConnectionDecoder<TruthSink>(new TruthSink(tx, rx), null, _workspace);
    }

    public void Report(CaptureProblem problem) => _problems.Add(problem.ToString());

    private void ReadTruth(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using JsonDocument document = JsonDocument.Parse(stream);
        foreach (JsonElement connection in document.RootElement.GetProperty("connections").EnumerateArray().OrderBy(static one => one.GetProperty("id").GetInt64()))
        {
            string client = connection.GetProperty("client").GetString()!;
            if (!_truth.TryGetValue(client, out Queue<(TruthSide Tx, TruthSide Rx)>? known))
            {
                _truth.Add(client, known = new());
            }

            known.Enqueue((TruthSide.Read(connection.GetProperty("c2s")), TruthSide.Read(connection.GetProperty("s2c"))));
        }
    }

    private bool Print(string name, TextWriter output)
    {
        int expected = _truth.Values.Sum(static known => known.Count);
        int sides = 0;
        int equal = 0;
        long frames = 0;
        long messages = 0;
        long octets = 0;
        var differences = new List<string>();
        foreach ((ConnectionInfo connection, TruthSide tx, TruthSide rx) in _decoded)
        {
            if (!_truth.TryGetValue(connection.Client ?? "", out Queue<(TruthSide Tx, TruthSide Rx)>? known) || !known.TryDequeue(out (TruthSide Tx, TruthSide Rx) truth))
            {
                differences.Add($"{connection.Client}: not in the truth");
                continue;
            }

            foreach ((string side, TruthSide is_, TruthSide should) in new[] { ("tx", tx, truth.Tx), ("rx", rx, truth.Rx) })
            {
                sides++;
                frames += is_.Frames;
                messages += is_.Messages;
                octets += is_.PayloadDecoded;
                if (is_ == should)
                {
                    equal++;
                }
                else
                {
                    differences.Add($"{connection.Client} {side}: {is_} should be {should}");
                }
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {_decoded.Count} of {expected} connections, {frames} frames, {messages} messages, {octets} octets decoded; counts, octets and CRC-32 equal in {equal} of {sides} directions; {_problems.Count} problems"));
        foreach (string line in differences.Concat(_problems).Take(10))
        {
            output.WriteLine("  " + line);
        }

        return differences.Count == 0 && _decoded.Count == expected && _problems.Count == 0;
    }
}

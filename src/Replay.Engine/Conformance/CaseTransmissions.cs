using System.Globalization;
using System.Text;
using Replay.Cases;
using Replay.Cases.Scripts;
using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>What a case would put on the wire, without a wire: each step and the octets it makes, masked with a key of zeros.</summary>
public static class CaseTransmissions
{
    private const int ShownOctets = 32;
    private static readonly FuzzerOptions s_options = new() { MaskingKeys = () => default };

    /// <summary>Lines that describe the case's transmissions; the same for the same case.</summary>
    /// <param name="one">The case.</param>
    public static IEnumerable<string> Describe(CaseDefinition one)
    {
        ArgumentNullException.ThrowIfNull(one);
        yield return $"{one.Id}  {one.Clause}  {one.Requirement}";
        if (one.Load is { Offers.Count: > 0 } load)
        {
            yield return "  offer " + string.Join(", ", load.Offers.Select(ClientOpening.Text));
        }

        foreach (CaseStep step in one.Script)
        {
            yield return "  " + step.Describe();
            foreach (string line in Octets(step))
            {
                yield return "    " + line;
            }
        }

        yield return "  expect " + OutcomeText.Expected(one);
    }

    /// <summary>What a case sends, in one line.</summary>
    public static string Summarize(CaseDefinition one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return OutcomeText.Sent(one);
    }

    // The octets of a step, a line a write; of many writes the first two and their number.
    private static IEnumerable<string> Octets(CaseStep step)
    {
        if (step is EchoStep or WaitStep or CloseAfterStep or FailAfterStep)
        {
            return [];
        }

        // Steps depend on an open connection and nothing else; a header gives its key to the payload behind it.
        var peer = new FuzzingPeer(step is FrameDataStep ? [new FrameStartStep(Opcode.Text, 21), step] : [step], isServer: false, s_options);
        peer.Open(null);
        byte[] buffer = new byte[64 * 1024];
        if (step is FrameDataStep)
        {
            buffer = new byte[6];
            peer.Fill(buffer, out _);
            buffer = new byte[64 * 1024];
        }

        List<string> lines = [];
        long writes = 0;
        long octets = 0;
        for (int count = peer.Fill(buffer, out _); count > 0; count = peer.Fill(buffer, out _))
        {
            writes++;
            octets += count;
            if (lines.Count < 2)
            {
                lines.Add(Hex(buffer.AsSpan(0, count)));
            }
        }

        if (writes > 2)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"and {writes - 2} more, {octets} octets in all"));
        }

        return lines;
    }

    private static string Hex(ReadOnlySpan<byte> octets)
    {
        var line = new StringBuilder(Convert.ToHexStringLower(octets[..Math.Min(octets.Length, ShownOctets)]));
        return octets.Length <= ShownOctets
            ? line.ToString()
            : line.Append(CultureInfo.InvariantCulture, $"... ({octets.Length} octets)").ToString();
    }
}

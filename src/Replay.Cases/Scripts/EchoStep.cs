using System.Globalization;

namespace Replay.Cases.Scripts;

/// <summary>
/// Sends the messages of the case's load one by one, each when the one before has come back, and closes with 1000 after the
/// last or at the first that comes back wrong.
/// </summary>
/// <param name="Load">The messages.</param>
public sealed record EchoStep(CaseLoad Load) : CaseStep
{
    /// <inheritdoc/>
    public override string Describe()
    {
        string unit = Load.Data is DataKind.Json or DataKind.Html ? "characters" : "octets";
        string fragments = Load.FragmentLength is { } fragment ? string.Create(CultureInfo.InvariantCulture, $", in fragments of at most {fragment}") : "";
        string compressed = Load.Offers.Count > 0 ? "compressed " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"send {Load.Count} {compressed}{StepText.Word(Load.Type)} messages of {Load.Length} {unit} ({Load.Data}){fragments}, each when the one before came back; then close, code 1000");
    }
}

using Replay.Sessions;

namespace Replay.Capture.HexDumps;

/// <summary>
/// Wireshark's dissections (<c>tshark -V</c>, <c>-T pdml</c>, <c>-T json</c>, <c>-T ek</c>): lists of fields, recognised to say
/// what to export instead.
/// </summary>
public sealed class TsharkFieldsFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "tshark-fields";

    /// <inheritdoc/>
    public string Description => "tshark -V, -T pdml, json, ek: recognised, not read (fields are not octets)";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        ReadOnlySpan<byte> first = text[..Math.Min(text.Length, 1024)];
        return first.IndexOf("<pdml "u8) >= 0 || first.IndexOf("\"_index\": \"packets-"u8) >= 0 || first.IndexOf("\"_index\":\"packets-"u8) >= 0
            || (first.StartsWith("Frame "u8) && first.IndexOf(" bytes on wire ("u8) > 0)
            ? Confidence.Likely
            : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context) => context.Sink.Report(new CaptureProblem(
        input.Name, null, null, "a list of dissected fields, not of octets: name the capture itself, or export it with tshark -x or -z follow,tcp,yaml,N"));
}

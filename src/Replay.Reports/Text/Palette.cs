using Replay.Protocol;

namespace Replay.Reports.Text;

/// <summary>The few colours of the text reports as ANSI sequences, or nothing at all.</summary>
internal sealed class Palette
{
    public static readonly Palette None = new(false);

    public static readonly Palette Ansi = new(true);

    private readonly bool _on;

    private Palette(bool on) => _on = on;

    public ReadOnlySpan<byte> Heading => _on ? "\e[1m"u8 : default;

    public ReadOnlySpan<byte> Faint => _on ? "\e[2m"u8 : default;

    public ReadOnlySpan<byte> Tx => _on ? "\e[36m"u8 : default;

    public ReadOnlySpan<byte> Rx => _on ? "\e[32m"u8 : default;

    public ReadOnlySpan<byte> Escape => _on ? "\e[35m"u8 : default;

    public ReadOnlySpan<byte> Error => _on ? "\e[1;31m"u8 : default;

    public ReadOnlySpan<byte> Warning => _on ? "\e[33m"u8 : default;

    public ReadOnlySpan<byte> Note => _on ? "\e[34m"u8 : default;

    public ReadOnlySpan<byte> Good => _on ? "\e[32m"u8 : default;

    public ReadOnlySpan<byte> Of(Severity severity) => severity switch
    {
        Severity.Error => Error,
        Severity.Warning => Warning,
        _ => Note,
    };

    public ReadOnlySpan<byte> Reset => _on ? "\e[0m"u8 : default;
}

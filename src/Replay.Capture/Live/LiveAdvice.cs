namespace Replay.Capture.Live;

/// <summary>What to do when capturing is not possible, in one sentence.</summary>
internal static class LiveAdvice
{
    /// <summary>There is no libpcap.</summary>
    public static string NoLibrary =>
        OperatingSystem.IsWindows() ? "capturing needs Npcap, which is not installed; get it from https://npcap.com"
        : OperatingSystem.IsMacOS() ? "capturing needs libpcap, which comes with macOS and cannot be loaded here"
        : "capturing needs libpcap, which is not installed; install the package libpcap0.8 (Debian, Ubuntu; since 2024 libpcap0.8t64) or libpcap (Fedora, Arch, Alpine)";

    /// <summary>Activating the capture failed.</summary>
    /// <param name="status">The code that libpcap gave.</param>
    /// <param name="name">The interface.</param>
    /// <param name="error">The error's text, may be empty.</param>
    /// <param name="description">What the code means in general.</param>
    public static string For(int status, string name, string error, string description) => status switch
    {
        LibPcap.ErrorPermission or LibPcap.ErrorPromiscuousPermission => $"capturing on {name} is not allowed; " + Permission,
        LibPcap.ErrorNoSuchDevice => $"there is no interface '{name}'; there are: {Names()}",
        LibPcap.ErrorNotUp => $"the interface {name} is not up",
        _ => $"capturing on {name} is not possible: {(error.Length > 0 ? error : description)}",
    };

    private static string Permission =>
        OperatingSystem.IsWindows() ? "run as administrator, or install Npcap without restricting it to administrators"
        : OperatingSystem.IsMacOS() ? "run with sudo, or let your user read /dev/bpf*"
        : $"run as root, or once: sudo setcap cap_net_raw,cap_net_admin+eip {Environment.ProcessPath ?? "wsreplay"}";

    private static string Names()
    {
        try
        {
            return string.Join(", ", LiveStream.Interfaces().Select(static one => one.Name));
        }
        catch (LiveCaptureException)
        {
            return "none that can be listed";
        }
    }
}

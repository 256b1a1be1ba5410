using System.CommandLine;
using Replay.Capture;
using Replay.Capture.Live;
using Replay.Cli.Running;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay capture</c></summary>
internal sealed class CaptureCommand : CliCommand
{
    private const string Live = "Capture";

    private readonly ValueOption _interface;
    private readonly Option<bool> _list;
    private readonly ValueOption _filter;
    private readonly ValueOption _write;
    private readonly ValueOption _count;
    private readonly ValueOption _duration;
    private readonly ValueOption _snapLength;
    private readonly ValueOption _perspective;
    private readonly DecodingOptions _decoding;
    private readonly LimitOptions _limits;
    private readonly CaptureOptions _captures;
    private readonly Option<bool> _quiet;

    public CaptureCommand()
        : base("capture", "Decode what crosses a network interface, as it happens, through the system's libpcap.")
    {
        _interface = Add(Live, new ValueOption("-i", "IF", "The interface, such as lo, eth0 or any."));
        _list = Add(Live, Flag("--list", "List the interfaces and end."));
        _filter = Add(Live, new ValueOption("--filter", "BPF", "Capture only packets that fit, in the language of pcap-filter(7): 'tcp port 8080'."));
        _write = Add(Live, new ValueOption("-w", "FILE.pcapng", "Also write the packets to a file."));
        _count = Add(Live, new ValueOption("--count", "N", "End after N packets. Default: 0, no end."));
        _duration = Add(Live, new ValueOption("--duration", "TIME", "End after this time: 30, 90s, 5m, 2h. Default: no end."));
        _snapLength = Add(Live, new ValueOption("--snaplen", "SIZE", "Octets kept of a packet. Default: 256K; what is cut off is a gap."));
        _perspective = Add(Live, new ValueOption("--perspective", "SIDE", "Whose transmissions are tx: client or server. Default: client.", "client", "server"));
        _decoding = new DecodingOptions(this);
        _limits = new LimitOptions(this);
        _captures = new CaptureOptions(this);
        _quiet = Add(Other, Flag("--quiet", "Say nothing of what was captured; problems and dropped packets are still said."));
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay capture -i lo", "show WebSocket conversations on the loopback interface"),
        new("wsreplay capture -i eth0 --filter 'tcp port 8080' --violations", "only what breaks a rule"),
        new("wsreplay capture -i any -w seen.pcapng --duration 5m", "keep the packets, for five minutes"),
        new("wsreplay capture --list", "which interfaces there are"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Exit codes: 0 done, 1 violations at or above --fail-on, 2 usage, 3 capturing is not possible, 130 interrupted.",
    ];

    public override bool TakesFiles => true;

    public override int Run(ParseResult line, CommandHost host)
    {
        try
        {
            if (line.GetValue(_list))
            {
                List(host);
                return ExitCode.Done;
            }

            string name = Single(line, _interface) ?? throw new UsageException("-i names the interface to capture on; --list lists them");
            var live = new LiveOptions
            {
                Interface = name,
                Filter = Single(line, _filter),
                MaxPackets = OptionValue.Count(_count, Single(line, _count), long.MaxValue) ?? 0,
                Duration = OptionValue.Duration(_duration, Single(line, _duration)),
                SnapLength = (int?)OptionValue.Size(_snapLength, Single(line, _snapLength), 16 * 1024 * 1024) is { } octets and > 0 ? octets : 256 * 1024,
                Clock = host.Clock,
            };
            string? file = Single(line, _write);
            if (file == "-")
            {
                throw new UsageException("-w: standard output is where the conversations go; name a file");
            }

            DecodeRequest request = _decoding.Read(line, host, [name]) with
            {
                Conversation = _limits.Read(line),
                Quiet = line.GetValue(_quiet),
                Source = _captures.Apply(line, SourceOptions.Default with { Perspective = OptionValue.Perspective(_perspective, Single(line, _perspective)) }),
            };
            return new LiveRun(request, live, file, host).Run();
        }
        catch (LiveCaptureException exception) when (exception.IsFilter)
        {
            throw new UsageException("--filter: " + exception.Message);
        }
        catch (LiveCaptureException exception)
        {
            host.Complain(exception.Message);
            return ExitCode.Unreadable;
        }
    }

    private static void List(CommandHost host)
    {
        IReadOnlyList<LiveInterface> interfaces = LiveStream.Interfaces();
        int width = interfaces.Count == 0 ? 0 : interfaces.Max(static one => one.Name.Length);
        foreach (LiveInterface one in interfaces)
        {
            string words = one.Description ?? (one.IsLoopback ? "Loopback" : "");
            words += one.IsUp ? "" : words.Length > 0 ? " (down)" : "(down)";
            host.Write((one.Name.PadRight(width) + "  " + words).TrimEnd() + "\n");
        }
    }
}

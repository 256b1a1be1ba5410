using System.CommandLine;
using Replay.Cli.Running;
using Replay.Engine.Connecting;
using Replay.Engine.Replaying;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay replay</c></summary>
internal sealed class ReplayCommand : InputCommand
{
    private const string Replaying = "Replaying";
    private const string Output = "Output";
    private const int DefaultJobs = 32;
    private const long DefaultKept = 1L << 30;

    private readonly ValueOption _to;
    private readonly ValueOption _connection;
    private readonly Option<bool> _failed;
    private readonly ValueOption _as;
    private readonly ValueOption _pace;
    private readonly ValueOption _speed;
    private readonly Option<bool> _keepKey;
    private readonly ValueOption _timeout;
    private readonly ValueOption _jobs;
    private readonly ValueOption _repeat;
    private readonly TargetOptions _connecting;
    private readonly ComparingOptions _comparing;
    private readonly Option<bool> _json;
    private readonly ValueOption _junit;
    private readonly ValueOption _record;
    private readonly Option<bool> _force;
    private readonly Option<bool> _all;
    private readonly ValueOption _color;
    private readonly ValueOption _maxReceived;
    private readonly ValueOption _maxKept;

    public ReplayCommand()
        : base("replay", "Play the client's side of a record against a live server, and compare what comes back.")
    {
        _to = Add(Replaying, new ValueOption("--to", "URL", "The server: ws://host:port/path, wss://…, ws+unix:/socket. Without a path the recorded one is asked for."));
        _connection = Add(Replaying, new ValueOption("--connection", "N[,M-K]", "Only connections with these numbers.") { IsList = true });
        _failed = Add(Replaying, Flag("--failed", "Only reports of cases that failed."));
        _as = Add(Replaying, new ValueOption("--as", "WHAT", "octets: as recorded, masks and write boundaries included. messages: encoded anew, under the extensions the live server grants, in the recorded fragments unless those were compressed. Default: octets, where the record holds them and the extensions are the same.", "octets", "messages"));
        _pace = Add(Replaying, new ValueOption("--pace", "PACE", "lockstep: each write when the server has answered as much as in the record. recorded: at the recorded times. asap: at once. Default: lockstep.", "lockstep", "recorded", "asap"));
        _speed = Add(Replaying, new ValueOption("--speed", "N", "Recorded times pass N times as fast. Default: 1."));
        _keepKey = Add(Replaying, Flag("--keep-key", "Send the recorded Sec-WebSocket-Key, not a fresh one."));
        _timeout = Add(Replaying, new ValueOption("--timeout", "TIME", "For what the recorded server had answered. Default: 5s."));
        _jobs = Add(Replaying, new ValueOption("--jobs", "N", "Connections at once. Default: 32."));
        _repeat = Add(Replaying, new ValueOption("--repeat", "N", "Replay each N times and say how often it came to what. Default: 1."));
        _connecting = new TargetOptions(this);
        _comparing = new ComparingOptions(this);
        _json = Add(Output, Flag("--json", "One JSON object, or an array of them for several connections."));
        _junit = Add(Output, new ValueOption("--junit", "FILE", "Also write JUnit's XML."));
        _record = Add(Output, new ValueOption("--record", "FILE", "Also write the live conversations: .pcapng, .pcap, .har, .hex, .ndjson, or .json for Autobahn's report (of several: a directory, NAME/)."));
        _force = Add(Output, Flag("--force", "Overwrite files that exist."));
        _all = Add(Output, Flag("--all", "Show also what is alike."));
        _color = Add(Output, DecodingOptions.ColorOption());
        _maxReceived = Add(LimitOptions.Limits, new ValueOption("--max-received", "SIZE", "From one live connection; then it is dropped. At most 256M are kept and compared. Default: 256M."));
        _maxKept = Add(LimitOptions.Limits, new ValueOption("--max-kept", "SIZE", "Memory for the records. Default: 1G."));
        AddLimits();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay replay autobahn-4.2.2.txt --to ws://127.0.0.1:9001", "does the case still fail?"),
        new("wsreplay replay reports/servers/ --failed --to ws://127.0.0.1:9001", "every failed case of a run"),
        new("wsreplay replay capture.pcapng --connection 7 --to wss://staging.example/ --header 'Authorization: Bearer …'", "one conversation, elsewhere"),
        new("wsreplay replay capture.pcapng --to ws://127.0.0.1:9001 --pace recorded --speed 4", "four times as fast"),
        new("wsreplay replay log.har --to ws://127.0.0.1:9001 --ignore-json '$.timestamp'", "without what always differs"),
        new("wsreplay replay log.txt --to ws://127.0.0.1:9001 --repeat 20", "is it flaky?"),
        new("wsreplay replay log.txt --to ws://127.0.0.1:9001 --record live.pcapng", "and keep what happened"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Where the record states what it expects (Autobahn's reports), behaviour and close behaviour decide; otherwise the server's answers are compared with the recorded ones.",
        "Exit codes: 0 passed or alike, 1 failed or different, 2 usage, 3 input unreadable, or it lacks what is to be sent, 4 the server cannot be reached, 130 interrupted.",
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        string url = Single(line, _to) ?? throw new UsageException("--to URL is missing: the server to replay against");
        if (Single(line, _speed) is not null && Single(line, _pace) is not "recorded")
        {
            throw new UsageException("--speed is for recorded times: it needs --pace recorded");
        }

        Target target = Target.TryParse(url, out Target? parsed, out string? problem) ? parsed : throw new UsageException("--to: " + problem);
        TimeSpan closeTimeout = _connecting.CloseTimeout(line) ?? ReplayOptions.DefaultCloseTimeout;
        var request = new ReplayRequest
        {
            Inputs = ReadInputs(line),
            From = ReadFrom(line),
            Filter = new FilterOptions { Connections = OptionValue.Ranges(_connection, All(line, _connection)) },
            FailedOnly = line.GetValue(_failed),
            Options = new ReplayOptions
            {
                Target = target,
                Connect = _connecting.Read(line) with { Clock = host.Clock },
                Fidelity = OptionValue.OneOf(_as, Single(line, _as)) switch { "octets" => ReplayFidelity.Octets, "messages" => ReplayFidelity.Messages, _ => null },
                Pace = OptionValue.OneOf(_pace, Single(line, _pace)) switch { "recorded" => ReplayPace.Recorded, "asap" => ReplayPace.Asap, _ => ReplayPace.Lockstep },
                Speed = Speed(Single(line, _speed)),
                KeepKey = line.GetValue(_keepKey),
                Timeout = OptionValue.Duration(_timeout, Single(line, _timeout)) ?? TimeSpan.FromSeconds(5),
                CloseTimeout = closeTimeout,
                DropTimeout = closeTimeout,
                MaxReceived = OptionValue.Limit(OptionValue.Size(_maxReceived, Single(line, _maxReceived), long.MaxValue), long.MaxValue) ?? 256L * 1024 * 1024,
                Comparison = _comparing.Read(line),
                Clock = host.Clock,
            },
            Jobs = OptionValue.AtLeastOne(_jobs, Single(line, _jobs), 10_000) ?? DefaultJobs,
            Repeat = OptionValue.AtLeastOne(_repeat, Single(line, _repeat), 1_000_000) ?? 1,
            Json = line.GetValue(_json),
            JUnit = Single(line, _junit),
            Record = Single(line, _record),
            Force = line.GetValue(_force),
            ShowAll = line.GetValue(_all),
            Color = DecodingOptions.IsColored(OptionValue.OneOf(_color, Single(line, _color)), host),
            MaxKept = OptionValue.Limit(OptionValue.Size(_maxKept, Single(line, _maxKept), long.MaxValue), long.MaxValue) ?? DefaultKept,
            Source = ReadSource(line),
            Conversation = ReadConversation(line),
            Progress = ReadProgress(line),
        };
        return new ReplayRun(request, host).Run();
    }

    private double Speed(string? text)
    {
        if (text is null)
        {
            return 1;
        }

        return double.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out double speed) && speed is > 0 and <= 1e6
            ? speed
            : throw new UsageException($"{_speed.Name}: '{text}' is not a number such as 4 or 0.5");
    }
}

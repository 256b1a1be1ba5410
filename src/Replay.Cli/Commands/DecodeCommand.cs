using System.CommandLine;
using Replay.Cli.Running;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay decode</c></summary>
internal sealed class DecodeCommand : InputCommand
{
    private readonly DecodingOptions _decoding;
    private readonly ValueOption _threads;

    public DecodeCommand()
        : base("decode", "Decode, unmask, inflate and check every frame of a record, and say what happened.")
    {
        _threads = Add(Input, new ValueOption("--threads", "N", "Threads that count the packets of capture files for a summary. Default: one a core, at most 8. What comes out does not depend on it."));
        _decoding = new DecodingOptions(this);
        AddLimits();
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay decode log.txt", "read a wire log, a report, a hex dump, a HAR"),
        new("wsreplay decode reports/ --format summary", "totals over a directory of Autobahn reports"),
        new("wsreplay decode log.txt --violations", "only what broke a rule, and the frames it is about"),
        new("wsreplay decode log.txt --opcode close,ping,pong", "only these frames"),
        new("wsreplay decode log.har --type text --regex '\"id\": ?42' --pretty", "messages that match, JSON laid out"),
        new("wsreplay decode log.txt --format ndjson | jq -c 'select(.event == \"frame\")'", "for programs"),
        new("xxd -p stream.bin | wsreplay decode -", "from a pipe"),
        new("wsreplay decode 'cap*.pcapng' --format summary", "rotated captures, as one"),
        new("wsreplay decode big.pcap --shard 2/4 --format ndjson", "the second of four machines"),
        new("tcpdump -U -w - | wsreplay decode -", "live, from a pipe"),
        new("wsreplay decode log.txt --fail-on error", "for scripts: exit code 1 when a MUST is broken"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Exit codes: 0 done, 1 violations at or above --fail-on, 2 usage, 3 input unreadable or incomplete, 130 interrupted.",
    ];

    public override int Run(ParseResult line, CommandHost host) => new DecodeRun(Read(line, host), host).Run();

    private DecodeRequest Read(ParseResult line, CommandHost host) => _decoding.Read(line, host, ReadInputs(line)) with
    {
        From = ReadFrom(line),
        Threads = OptionValue.Count(_threads, Single(line, _threads), CaptureReaders.Most) is > 0 and var threads ? (int)threads : null,
        Progress = ReadProgress(line),
        Source = ReadSource(line),
        Conversation = ReadConversation(line),
    };
}

using System.CommandLine;
using Replay.Capture;
using Replay.Cli.Running;

namespace Replay.Cli.Commands;

/// <summary>Options of commands that read packets: which connections are WebSocket, and what is held to follow them.</summary>
internal sealed class CaptureOptions
{
    private const string Captures = "Packet captures (limits as above)";

    private readonly ValueOption _ports;
    private readonly ValueOption _webSocket;
    private readonly Option<bool> _verifyChecksums;
    private readonly ValueOption _maxConnections;
    private readonly ValueOption _maxClosedConnections;
    private readonly ValueOption _idleLimit;
    private readonly ValueOption _maxReorder;
    private readonly ValueOption _maxReorderPackets;
    private readonly ValueOption _maxGapWait;
    private readonly ValueOption _maxGapWaitPackets;
    private readonly ValueOption _maxHeld;
    private readonly ValueOption _maxDetection;
    private readonly ValueOption _maxPacket;
    private readonly ValueOption _maxFragmented;

    /// <summary>Adds the options to a command, in the order of its help page.</summary>
    public CaptureOptions(CliCommand command)
    {
        _ports = command.Add(Captures, new ValueOption("--port", "N[,N]", "Connections of these ports are WebSocket, although their handshake is not in the capture.") { IsList = true });
        _webSocket = command.Add(Captures, new ValueOption("--ws", "N[,N]", "The same for TCP connections by number, counted from 1 over all captures.") { IsList = true });
        _verifyChecksums = command.Add(Captures, CliCommand.Flag("--verify-checksums", "Drop packets whose IPv4 or TCP checksum is wrong. Default: they are read, as offloading leaves them unset."));
        _idleLimit = command.Add(Captures, new ValueOption("--idle-limit", "TIME", "A connection silent for this long has ended: 90s, 5m, 2h. Default: 2h; 0 never."));
        _maxConnections = command.Add(Captures, new ValueOption("--max-connections", "N", "TCP connections followed at once; beyond it those idle longest end. Default: 262144."));
        _maxClosedConnections = command.Add(Captures, new ValueOption("--max-closed", "N", "Closed connections remembered, so that late packets are no new ones. Default: 8192."));
        _maxReorder = command.Add(Captures, new ValueOption("--max-reorder", "SIZE", "Held of one direction while earlier octets are missing; then they are a gap. Default: 4M."));
        _maxReorderPackets = command.Add(Captures, new ValueOption("--max-reorder-packets", "N", "Segments held likewise. Default: 1024."));
        _maxGapWait = command.Add(Captures, new ValueOption("--max-gap-wait", "TIME", "Octets acknowledged, but not seen, may come for so long; then they are a gap. Default: 0.1s; 0 at once."));
        _maxGapWaitPackets = command.Add(Captures, new ValueOption("--max-gap-wait-packets", "N", "Or for so many packets of their connection. Default: 128."));
        _maxHeld = command.Add(Captures, new ValueOption("--max-held", "SIZE", "Held over all connections. Default: 64M."));
        _maxDetection = command.Add(Captures, new ValueOption("--max-detection", "SIZE", "Looked at of one direction to know whether it is WebSocket. Default: 128K."));
        _maxPacket = command.Add(Captures, new ValueOption("--max-packet", "SIZE", "One packet; a longer one is a damaged length. Default: 16M."));
        _maxFragmented = command.Add(Captures, new ValueOption("--max-fragmented", "N", "Fragmented IP datagrams held at once. Default: 1024."));
    }

    /// <summary>The options of a source with what was asked for captures.</summary>
    public SourceOptions Apply(ParseResult line, SourceOptions source) => source with
    {
        WebSocketPorts = Ports(OptionValue.Numbers(_ports, CliCommand.All(line, _ports), 65_535)),
        WebSocketConnections = OptionValue.Numbers(_webSocket, CliCommand.All(line, _webSocket), long.MaxValue),
        VerifyChecksums = line.GetValue(_verifyChecksums),
        IdleLimit = OptionValue.Duration(_idleLimit, CliCommand.Single(line, _idleLimit)) ?? source.IdleLimit,
        MaxConnections = Count(line, _maxConnections) ?? source.MaxConnections,
        MaxClosedConnections = Count(line, _maxClosedConnections) ?? source.MaxClosedConnections,
        MaxReorderOctets = Size(line, _maxReorder) ?? source.MaxReorderOctets,
        MaxReorderPackets = Count(line, _maxReorderPackets) ?? source.MaxReorderPackets,
        MaxGapWait = OptionValue.Duration(_maxGapWait, CliCommand.Single(line, _maxGapWait)) ?? source.MaxGapWait,
        MaxGapWaitPackets = Count(line, _maxGapWaitPackets) ?? source.MaxGapWaitPackets,
        MaxHeldOctets = OptionValue.Limit(OptionValue.Size(_maxHeld, CliCommand.Single(line, _maxHeld), long.MaxValue), long.MaxValue) ?? source.MaxHeldOctets,
        MaxDetectionOctets = Size(line, _maxDetection) ?? source.MaxDetectionOctets,
        MaxPacket = Size(line, _maxPacket) ?? source.MaxPacket,
        MaxFragmentedDatagrams = Count(line, _maxFragmented) ?? source.MaxFragmentedDatagrams,
    };

    private static int[] Ports(List<long> numbers)
    {
        int[] ports = new int[numbers.Count];
        for (int i = 0; i < ports.Length; i++)
        {
            ports[i] = (int)numbers[i];
        }

        return ports;
    }

    /// <summary>Arrays are indexed by these: what is called unlimited is a gibibyte.</summary>
    private static int? Size(ParseResult line, ValueOption option) =>
        OptionValue.Limit((int?)OptionValue.Size(option, CliCommand.Single(line, option), 1 << 30), 1 << 30);

    private static int? Count(ParseResult line, ValueOption option) =>
        OptionValue.Limit((int?)OptionValue.Count(option, CliCommand.Single(line, option), 1 << 30), 1 << 30);
}

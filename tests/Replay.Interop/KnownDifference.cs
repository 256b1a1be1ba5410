namespace Replay.Interop;

/// <summary>Where tshark has to be told something before it finds the frames that are there, and why.</summary>
internal sealed class KnownDifference
{
    public static readonly IReadOnlyList<KnownDifference> All =
    [
        new()
        {
            Capture = "late-start.pcap",
            Reason = "The capture has no handshake; tshark has to be told what the port carries.",
            Options = ["-d", "tcp.port==47316,websocket"],
        },
        new()
        {
            Capture = "late-start-deflate.pcapng",
            Reason = "The capture has no handshake; tshark has to be told what the port carries.",
            Options = ["-d", "tcp.port==47317,websocket"],
        },
        new()
        {
            Capture = "chopped.pcap",
            Reason = "A request that begins with a segment of one octet is not recognised as HTTP.",
            Options = ["-d", "tcp.port==47309,http"],
        },
        new()
        {
            Capture = "reordered.pcap",
            Reason = "A request that begins with a segment of one octet is not recognised as HTTP.",
            Options = ["-d", "tcp.port==47309,http"],
        },
        new()
        {
            Capture = "capture-dropped.pcap",
            Reason = "Told to put segments in order, tshark waits to the end for one that was never captured.",
            Options = ["-o", "tcp.reassemble_out_of_order:FALSE"],
        },
        new()
        {
            Capture = "capture-dropped-fragments.pcap",
            Reason = "Told to put segments in order, tshark waits to the end for one that was never captured.",
            Options = ["-o", "tcp.reassemble_out_of_order:FALSE"],
        },
    ];

    /// <summary>The file's name.</summary>
    public required string Capture { get; init; }

    /// <summary>Why tshark's frames are not ours.</summary>
    public required string Reason { get; init; }

    /// <summary>Options that tell tshark what it cannot find out.</summary>
    public required string[] Options { get; init; }


    public static KnownDifference? Of(string capture) => All.FirstOrDefault(known => known.Capture == capture);
}

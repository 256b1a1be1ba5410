using System.Diagnostics;
using System.Globalization;

namespace Replay.Interop;

/// <summary>Wireshark's own decode of a capture.</summary>
internal static class Tshark
{
    private static readonly string[] FrameFields =
    [
        "tcp.stream", "frame.number", "ip.src", "ipv6.src", "tcp.srcport",
        "websocket.fin", "websocket.rsv", "websocket.opcode", "websocket.mask", "websocket.masking_key",
        "websocket.payload_length", "websocket.payload_length_ext_16", "websocket.payload_length_ext_64",
        "websocket.payload.close.status_code",
    ];

    private static readonly Lazy<bool> Found = new(() =>
    {
        try
        {
            return Run(["--version"]).Count > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>True when the program can be started.</summary>
    public static bool IsInstalled => Found.Value;

    /// <summary>The frames of a capture.</summary>
    /// <param name="path">The capture.</param>
    /// <param name="options">More of tshark's options.</param>
    public static FrameStreams Decode(string path, params string[] options)
    {
        List<string> arguments = ["-r", path, "-o", "tcp.reassemble_out_of_order:TRUE", .. options, "-Y", "websocket", "-T", "fields"];
        arguments.AddRange(FrameFields.SelectMany(field => new[] { "-e", field }));
        FrameStreams streams = new();
        foreach (string line in Run(arguments))
        {
            AddLine(streams, line.Split('\t'));
        }

        return streams;
    }

    /// <summary>Fields of the packets that a filter lets through.</summary>
    public static IEnumerable<string[]> Fields(string path, string filter, params string[] fields) =>
        Run(["-r", path, "-Y", filter, "-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })]).Select(line => line.Split('\t'));

    // Frames that end in one packet are lists in each field; lists of fields that not every frame has are shorter.
    private static void AddLine(FrameStreams streams, string[] cells)
    {
        string[] opcodes = cells[7].Split(',');
        string[] fins = cells[5].Split(',');
        string[] reserved = cells[6].Split(',');
        string[] masks = cells[8].Split(',');
        string[] lengths = cells[10].Split(',');
        Queue<string> keys = Values(cells[9]);
        Queue<string> lengths16 = Values(cells[11]);
        Queue<string> lengths64 = Values(cells[12]);
        Queue<string> codes = Values(cells[13]);

        // Tunnels carry addresses within addresses: the innermost are the connection's. 802.11 aggregates hold several packets, here
        // all of one connection and direction.
        string address = cells[2].Length > 0 ? cells[2].Split(',')[^1] : $"[{cells[3].Split(',')[^1]}]";
        string sender = address + ":" + cells[4].Split(',')[^1];
        for (int i = 0; i < opcodes.Length; i++)
        {
            int opcode = int.Parse(opcodes[i], CultureInfo.InvariantCulture);
            ulong length = ulong.Parse(lengths[i], CultureInfo.InvariantCulture) switch
            {
                126 => ulong.Parse(lengths16.Dequeue(), CultureInfo.InvariantCulture),
                127 => ulong.Parse(lengths64.Dequeue(), CultureInfo.InvariantCulture),
                ulong small => small,
            };
            streams.Add(
                long.Parse(cells[0].Split(',')[^1], CultureInfo.InvariantCulture),
                sender,
                new WireFrame(
                    IsSet(fins[i]),
                    Convert.ToInt32(reserved[i], 16),
                    opcode,
                    IsSet(masks[i]) ? keys.Dequeue() : null,
                    length,
                    opcode == 8 && length >= 2 && codes.Count > 0 ? int.Parse(codes.Dequeue(), CultureInfo.InvariantCulture) : null),
                long.Parse(cells[1], CultureInfo.InvariantCulture));
        }
    }

    private static bool IsSet(string value) => value is "1" or "True";

    private static Queue<string> Values(string cell) => new(cell.Length == 0 ? [] : cell.Split(','));

    private static List<string> Run(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;

        // Remarks such as "cut short in the middle of a packet" come on standard error and must not fill its pipe.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        List<string> lines = [];
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        process.WaitForExit();
        return lines;
    }
}

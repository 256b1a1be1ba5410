using System.Text.Json;

namespace Replay.Corpus;

/// <summary>What is known, or was decoded, of one direction of a connection of a benchmark capture.</summary>
internal sealed record TruthSide
{
    public long Frames { get; set; }

    public long Messages { get; set; }

    public long Text { get; set; }

    public long Binary { get; set; }

    public long Continuation { get; set; }

    public long Ping { get; set; }

    public long Pong { get; set; }

    public long Close { get; set; }

    public long PayloadWire { get; set; }

    public long PayloadDecoded { get; set; }

    /// <summary>CRC-32 of the decoded payload of all messages.</summary>
    public uint Crc { get; set; }

    /// <summary>Reads one side of a truth file's connection.</summary>
    public static TruthSide Read(JsonElement side) => new()
    {
        Frames = side.GetProperty("frames").GetInt64(),
        Messages = side.GetProperty("messages").GetInt64(),
        Text = side.GetProperty("text").GetInt64(),
        Binary = side.GetProperty("binary").GetInt64(),
        Continuation = side.GetProperty("continuation").GetInt64(),
        Ping = side.GetProperty("ping").GetInt64(),
        Pong = side.GetProperty("pong").GetInt64(),
        Close = side.GetProperty("close").GetInt64(),
        PayloadWire = side.GetProperty("payload_wire").GetInt64(),
        PayloadDecoded = side.GetProperty("payload_decoded").GetInt64(),
        Crc = side.GetProperty("crc32_decoded").GetUInt32(),
    };
}

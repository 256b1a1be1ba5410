using System.Globalization;
using Replay.Protocol;

namespace Replay.Engine.Replaying;

/// <summary>How much a server has said.</summary>
/// <param name="Messages">Data messages.</param>
/// <param name="Pings">Pings.</param>
/// <param name="Pongs">Pongs.</param>
/// <param name="Closes">Close frames.</param>
internal readonly record struct ReplayProgress(int Messages, int Pings, int Pongs, int Closes)
{
    /// <summary>With one more frame.</summary>
    public ReplayProgress WithFrame(Opcode opcode) => opcode switch
    {
        Opcode.Ping => this with { Pings = Pings + 1 },
        Opcode.Pong => this with { Pongs = Pongs + 1 },
        Opcode.Close => this with { Closes = Closes + 1 },
        _ => this,
    };

    /// <summary>True when this is at least as much. Pings are the server's own affair: they are not waited for.</summary>
    public bool Covers(ReplayProgress other) => Messages >= other.Messages && Pongs >= other.Pongs && Closes >= other.Closes;

    /// <summary>What is missing up to another: "message 3".</summary>
    public string Missing(ReplayProgress other) =>
        Messages < other.Messages ? string.Create(CultureInfo.InvariantCulture, $"rx message {Messages + 1}")
        : Pongs < other.Pongs ? string.Create(CultureInfo.InvariantCulture, $"rx pong {Pongs + 1}")
        : "the server's close frame";
}

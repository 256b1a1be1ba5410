using System.Globalization;

namespace Replay.Protocol;

/// <summary>Classes of opcodes, RFC 6455 §5.2.</summary>
public static class OpcodeExtensions
{
    /// <summary>True for opcodes 8-15, whose most significant bit is set (§5.5).</summary>
    public static bool IsControl(this Opcode opcode) => ((byte)opcode & 0x8) != 0;

    /// <summary>True for opcodes the RFC leaves undefined: 3-7 and 11-15.</summary>
    public static bool IsReserved(this Opcode opcode) => ((byte)opcode & 0x7) > 2;

    /// <summary>The name used in reports: "continuation", "text", …, "reserved".</summary>
    public static string ToName(this Opcode opcode) => opcode switch
    {
        Opcode.Continuation => "continuation",
        Opcode.Text => "text",
        Opcode.Binary => "binary",
        Opcode.Close => "close",
        Opcode.Ping => "ping",
        Opcode.Pong => "pong",
        _ => "reserved",
    };

    /// <summary>The same, but with the number of a reserved opcode: "opcode 12".</summary>
    public static string ToWord(this Opcode opcode) => opcode.IsReserved()
        ? string.Create(CultureInfo.InvariantCulture, $"opcode {(int)opcode}")
        : opcode.ToName();
}

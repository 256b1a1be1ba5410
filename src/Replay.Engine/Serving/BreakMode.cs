namespace Replay.Engine.Serving;

/// <summary>A named way to misbehave.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Mode">The way.</param>
/// <param name="Description">What the server does, in a sentence.</param>
public sealed record BreakMode(string Name, BreakModes Mode, string Description)
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<BreakMode> All { get; } =
    [
        new("lenient", BreakModes.Lenient, "Answers everything with the like and checks nothing."),
        new("reserved-opcodes", BreakModes.ReservedOpcodes, "Answers frames of reserved opcodes with the like instead of failing (RFC 6455 §5.2)."),
        new("reserved-bits", BreakModes.ReservedBits, "Does not look at RSV1-3 (§5.2)."),
        new("utf8", BreakModes.Utf8, "Echoes text that is no UTF-8 (§8.1)."),
        new("late-utf8", BreakModes.LateUtf8, "Looks at a text only when it is whole, as many servers do: not broken, but not strict (§8.1)."),
        new("never-close", BreakModes.NeverClose, "Takes no notice of close frames, whatever they say (§5.5.1)."),
        new("never-fail", BreakModes.NeverFail, "Falls silent where it should fail the connection, and never drops TCP (§7.1.7)."),
        new("drop-on-close", BreakModes.DropOnClose, "Drops TCP where a close frame is due (§7.1.2)."),
        new("close-code", BreakModes.CloseCode, "Closes with 1011 whatever the reason (§7.4)."),
        new("keep-tcp", BreakModes.KeepTcp, "Leaves TCP open after the closing handshake (§7.1.1)."),
        new("accept", BreakModes.Accept, "Answers the handshake with the accept value of another key (§4.2.2)."),
        new("extension", BreakModes.Extension, "Agrees to an extension that nobody offered (§9.1)."),
        new("drop", BreakModes.Drop, "Answers the first message with FIN."),
        new("reset", BreakModes.Reset, "Answers the first message with RST."),
        new("mask", BreakModes.Mask, "Masks its frames (§5.1)."),
        new("dribble", BreakModes.Dribble, "Sends octet by octet, each in a segment of its own."),
        new("slow", BreakModes.Slow, "Sends one octet a second."),
        new("truncate", BreakModes.Truncate, "Echoes each message but for its last octet."),
        new("corrupt", BreakModes.Corrupt, "Changes the last octet of each echo."),
        new("twice", BreakModes.Twice, "Echoes each message twice."),
        new("mute", BreakModes.Mute, "Echoes nothing."),
        new("pong", BreakModes.Pong, "Answers no ping (§5.5.2)."),
        new("deaf", BreakModes.Deaf, "Reads nothing after the handshake."),
        new("flood", BreakModes.Flood, "Sends messages without end after the handshake."),
        new("silent", BreakModes.Silent, "Never answers the handshake."),
        new("redirect", BreakModes.Redirect, "Answers the handshake with 302."),
        new("unauthorized", BreakModes.Unauthorized, "Answers the handshake with 401."),
        new("garbage", BreakModes.Garbage, "Answers the handshake with octets that are not HTTP."),
    ];

    /// <summary>The mode of this name, or null.</summary>
    public static BreakMode? Find(string name) => All.FirstOrDefault(one => one.Name == name);
}

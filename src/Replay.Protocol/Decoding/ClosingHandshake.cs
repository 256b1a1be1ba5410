namespace Replay.Protocol;

/// <summary>
/// The closing handshake of RFC 6455 §5.5.1 and §7.1 as a table of transitions: the only place that says what may
/// follow a close frame.
/// </summary>
public struct ClosingHandshake
{
    // One row a state; columns: client data, client control, client close, server data, server control, server close.
    // The low two bits are the next state, the bits above them the verdict.
    private const byte Allowed = 0 << 2;
    private const byte Data = 1 << 2;
    private const byte Control = 2 << 2;
    private const byte O = (byte)ClosingState.Open;
    private const byte C = (byte)ClosingState.ClientClosing;
    private const byte S = (byte)ClosingState.ServerClosing;
    private const byte X = (byte)ClosingState.Closed;

    private static ReadOnlySpan<byte> Transitions =>
    [
        O | Allowed, O | Allowed, C | Allowed, O | Allowed, O | Allowed, S | Allowed,
        C | Data, C | Control, C | Control, C | Allowed, C | Allowed, X | Allowed,
        S | Allowed, S | Allowed, X | Allowed, S | Data, S | Control, S | Control,
        X | Data, X | Control, X | Control, X | Data, X | Control, X | Control,
    ];

    /// <summary>Where the closing handshake stands.</summary>
    public ClosingState State { get; private set; }

    /// <summary>Who sent the first close frame, or null.</summary>
    public Party? ClosedBy { get; private set; }

    /// <summary>Takes a frame.</summary>
    /// <param name="sender">Client or Server.</param>
    /// <param name="opcode">The frame's opcode; reserved ones count by their control bit.</param>
    /// <returns>The rule that the frame breaks by coming now, or null.</returns>
    public Rule? Next(Party sender, Opcode opcode)
    {
        if (State == ClosingState.Open && opcode != Opcode.Close)
        {
            return null;
        }

        int column = ((int)sender * 3) + (opcode == Opcode.Close ? 2 : opcode.IsControl() ? 1 : 0);
        byte transition = Transitions[((int)State * 6) + column];
        if (State == ClosingState.Open)
        {
            ClosedBy = sender;
        }

        State = (ClosingState)(transition & 3);
        return (transition & ~3) switch
        {
            Data => Rule.DataAfterClose,
            Control => Rule.ControlAfterClose,
            _ => null,
        };
    }
}

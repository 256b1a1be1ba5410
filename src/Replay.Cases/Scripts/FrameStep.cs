using System.Globalization;
using System.Text;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases.Scripts;

/// <summary>Sends one frame, whatever the state of the connection; the frame may be one that the RFC forbids.</summary>
/// <param name="Opcode">0-15.</param>
/// <param name="Payload">The payload before masking.</param>
public sealed record FrameStep(Opcode Opcode, PayloadPattern Payload) : CaseStep
{
    /// <summary>FIN.</summary>
    public bool Fin { get; init; } = true;

    /// <summary>RSV1-3 as a number 0-7.</summary>
    public int Rsv { get; init; }

    /// <summary>Octets of each write; null: the frame goes out in one write, perhaps with its neighbours.</summary>
    public int? ChopLength { get; init; }

    /// <summary>The masking key it was sent with once; null for a fresh one.</summary>
    public MaskingKey? MaskingKey { get; init; }

    /// <summary>The frame is a write of its own.</summary>
    public bool Sync { get; init; }

    /// <summary>In a record an answer came before anything further was sent, or none did; null where that is not known.</summary>
    public bool? AnswerFollows { get; init; }

    /// <inheritdoc/>
    public override string Describe()
    {
        var line = new StringBuilder("send ");
        line.Append(Opcode.ToWord());
        if (!Fin)
        {
            line.Append(", FIN clear");
        }

        if (Rsv != 0)
        {
            line.Append(CultureInfo.InvariantCulture, $", RSV={Rsv}");
        }

        line.Append(", ").Append(StepText.Payload(Payload));
        if (ChopLength is { } chop)
        {
            line.Append(CultureInfo.InvariantCulture, $", in writes of {chop}");
        }

        return Sync ? line.Append(", in a write of its own").ToString() : line.ToString();
    }
}

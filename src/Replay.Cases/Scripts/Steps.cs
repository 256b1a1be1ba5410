using System.Collections.Immutable;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Cases.Scripts;

/// <summary>Short forms for the scripts of the catalogue.</summary>
internal static class Steps
{
    public static FrameStep Text(string payload) => new(Opcode.Text, CaseParts.Payload(payload));

    public static FrameStep Text(PayloadPattern payload) => new(Opcode.Text, payload);

    public static FrameStep Binary(PayloadPattern payload) => new(Opcode.Binary, payload);

    public static FrameStep Ping(string payload = "") => new(Opcode.Ping, CaseParts.Payload(payload));

    public static FrameStep Ping(PayloadPattern payload) => new(Opcode.Ping, payload);

    public static FrameStep Pong(string payload = "") => new(Opcode.Pong, CaseParts.Payload(payload));

    public static FrameStep More(string payload) => new(Opcode.Continuation, CaseParts.Payload(payload));

    public static FrameStep More(PayloadPattern payload) => new(Opcode.Continuation, payload);

    public static FrameStep Reserved(int opcode, string payload = "") => new((Opcode)opcode, CaseParts.Payload(payload));

    public static CloseStep Close(int? code = null) => new(code);

    public static CloseStep Close(int? code, ReadOnlySpan<byte> reason) => new(code, reason.ToImmutableArray());

    public static CloseAfterStep CloseAfter(double seconds) => new(seconds);

    public static FailAfterStep FailAfter(double seconds) => new(seconds);

    public static FrameStep Unfinished(this FrameStep step) => step with { Fin = false };

    /// <summary>Frames in writes of one octet.</summary>
    public static IEnumerable<CaseStep> Octetwise(params FrameStep[] steps) => steps.Select(step => step with { ChopLength = 1 });

    /// <summary>Frames each in a write of its own.</summary>
    public static IEnumerable<CaseStep> Apart(params FrameStep[] steps) => steps.Select(step => step with { Sync = true });

    /// <summary>The same frames, written together, each apart, or octet by octet.</summary>
    public static IEnumerable<CaseStep> Written(Writing how, params FrameStep[] steps) => how switch
    {
        Writing.Apart => Apart(steps),
        Writing.Octetwise => Octetwise(steps),
        _ => steps,
    };
}

using Replay.Cases;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Engine.Conformance;

/// <summary>How a run of cases is done.</summary>
public sealed record ConformanceOptions
{
    /// <summary>The defaults.</summary>
    public static readonly ConformanceOptions Default = new();

    /// <summary>Connections that are open at once, most of them waiting; 1 runs the cases one after the other, in order.</summary>
    public int Jobs { get; init; } = 128;

    /// <summary>Of those, connections that are busy: a case that was quiet for <see cref="Quiet"/> waits and counts no more.</summary>
    public int Busy { get; init; } = 8;

    /// <summary>Of those, connections that carry a case's load (9, 12, 13).</summary>
    public int Loads { get; init; } = Math.Max(2, 2 * Environment.ProcessorCount);

    /// <summary>Silence after which a connection counts as waiting.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Times and limits of the fuzzer.</summary>
    public FuzzerOptions Fuzzer { get; init; } = FuzzerOptions.Default;

    /// <summary>Keep the conversation of cases without load in the results.</summary>
    public bool KeepSessions { get; init; }

    /// <summary>Gives a place for a case's octets as they cross the socket, or null; for <c>--record</c>.</summary>
    public Func<CaseDefinition, ConnectionInfo, IConnectionInput?>? Record { get; init; }
}

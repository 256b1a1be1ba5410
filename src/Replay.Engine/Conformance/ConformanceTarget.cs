using Replay.Cases;
using Replay.Engine.Connecting;

namespace Replay.Engine.Conformance;

/// <summary>A server to be tested.</summary>
/// <param name="Target">Where it is.</param>
/// <param name="Connect">How it is reached.</param>
/// <param name="Agent">What reports call it; null for what it calls itself.</param>
/// <param name="Cases">The cases, in any order.</param>
public sealed record ConformanceTarget(Target Target, ConnectOptions Connect, string? Agent, IReadOnlyList<CaseDefinition> Cases);

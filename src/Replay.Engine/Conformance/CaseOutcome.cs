using Replay.Cases;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Results;

namespace Replay.Engine.Conformance;

/// <summary>A case that was run: for our reports and for Autobahn's.</summary>
/// <param name="Case">The case.</param>
/// <param name="Result">The result.</param>
/// <param name="Report">The same as Autobahn states it, wire log included.</param>
public sealed record CaseOutcome(CaseDefinition Case, CaseResult Result, AutobahnReport Report);

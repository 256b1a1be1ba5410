using Replay.Protocol;

namespace Replay.Reports.Model;

/// <summary>How often a connection broke a rule.</summary>
/// <param name="Count">How often.</param>
/// <param name="First">The first time.</param>
/// <param name="Time">When that was: the time of the frame or head it shows in.</param>
public readonly record struct ReportRuleCount(long Count, Violation First, Timestamp Time);

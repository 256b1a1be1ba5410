using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Model;

/// <summary>One breach of a rule and where it is.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Violation">The breach.</param>
/// <param name="Time">When: the time of the frame or head it shows in.</param>
public sealed record ReportFinding(ConnectionInfo Connection, Violation Violation, Timestamp Time);

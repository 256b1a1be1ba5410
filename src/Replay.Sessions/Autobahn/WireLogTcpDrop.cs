namespace Replay.Sessions.Autobahn;

/// <summary>The last line of a page's wire log, which JSON leaves out: who ended TCP.</summary>
/// <param name="By">ME or PEER; SERVER or CLIENT in the oldest pages.</param>
public sealed record WireLogTcpDrop(string By) : WireLogRecord;

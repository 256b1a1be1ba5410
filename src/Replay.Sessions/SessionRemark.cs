using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A remark of the source, kept.</summary>
/// <param name="Time">When.</param>
/// <param name="Text">The remark.</param>
public sealed record SessionRemark(Timestamp Time, string Text);

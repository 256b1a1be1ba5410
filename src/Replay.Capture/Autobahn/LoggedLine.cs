using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>A frame line and its index in the log.</summary>
internal readonly record struct LoggedLine(int Row, WireLogFrame Frame);

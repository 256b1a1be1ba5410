namespace Replay.Capture.HexDumps;

/// <summary>What the first lines of a text say of its rows.</summary>
/// <param name="Layout">Their layout.</param>
/// <param name="IsTwoSided">True when some rows are indented and some are not, as Wireshark indents the server's.</param>
/// <param name="Doubt">What the rows could be as well, in words for the user, or null.</param>
internal readonly record struct DetectedRows(RowLayout Layout, bool IsTwoSided, string? Doubt);

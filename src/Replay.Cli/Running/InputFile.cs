using Replay.Capture;

namespace Replay.Cli.Running;

/// <summary>One file to read.</summary>
/// <param name="Name">As the user named it, with the member's path for a directory.</param>
/// <param name="IsNamed">True when the user named the file itself: what is in no known format is then a problem.</param>
/// <param name="Format">The format where that is known without looking.</param>
internal sealed record InputFile(string Name, bool IsNamed, ISourceFormat? Format = null);

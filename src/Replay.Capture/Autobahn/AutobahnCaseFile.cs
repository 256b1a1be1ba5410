namespace Replay.Capture.Autobahn;

/// <summary>One case's report file in a reports directory.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The format to read it with.</param>
/// <param name="CaseId">The case, such as "4.2.2".</param>
public sealed record AutobahnCaseFile(string Path, ISourceFormat Format, string CaseId);

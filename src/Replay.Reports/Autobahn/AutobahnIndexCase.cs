namespace Replay.Reports.Autobahn;

/// <summary>A case an index lists, whether it was run or not.</summary>
/// <param name="Id">Its id, such as "4.2.2".</param>
/// <param name="Requirement">What is done and what the peer has to do, in a sentence.</param>
public sealed record AutobahnIndexCase(string Id, string Requirement);

namespace Replay.Reports.Model;

/// <summary>A place in a kept conversation where something was left out.</summary>
/// <param name="Entry">Index in <see cref="Replay.Sessions.Session.Entries"/> of the entry before which it was; the number of entries for the end.</param>
/// <param name="Frames">Frames left out.</param>
/// <param name="Messages">Messages left out.</param>
/// <param name="Violations">Breaches left out.</param>
public readonly record struct ReportOmission(int Entry, long Frames, long Messages, long Violations);

namespace Replay.Capture.Live;

/// <summary>An interface that can be captured on.</summary>
/// <param name="Name">The name that the system gives it.</param>
/// <param name="Description">What it is, or null.</param>
/// <param name="IsLoopback">True for the machine's own.</param>
/// <param name="IsUp">True when it is up.</param>
public sealed record LiveInterface(string Name, string? Description, bool IsLoopback, bool IsUp);

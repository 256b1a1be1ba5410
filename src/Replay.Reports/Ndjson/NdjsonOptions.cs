namespace Replay.Reports.Ndjson;

/// <summary>Settings of an <see cref="NdjsonReport"/>.</summary>
public sealed record NdjsonOptions
{
    /// <summary>True to write an <c>octets</c> line for every piece of a stream, too.</summary>
    public bool Octets { get; init; }
}

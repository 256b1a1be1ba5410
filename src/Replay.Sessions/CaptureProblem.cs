namespace Replay.Sessions;

/// <summary>Something in an input that could not be read or believed.</summary>
/// <param name="Source">The input, as the user named it.</param>
/// <param name="Record">Packet, record or line number from 1, or null.</param>
/// <param name="Offset">Octet offset in the input, or null.</param>
/// <param name="Message">What is wrong, in one sentence without a full stop.</param>
/// <param name="IsFatal">True when the input could not be read to its end (exit code 3); false for a remark.</param>
public sealed record CaptureProblem(string Source, long? Record, long? Offset, string Message, bool IsFatal = true)
{
    /// <summary>What the record number counts: "line", "packet", "record", "block".</summary>
    public string RecordKind { get; init; } = "line";

    /// <summary>True when it is about one connection rather than the input: only who decodes the connection finds it.</summary>
    public bool IsOfConnection { get; init; }

    /// <summary>Packets of all captures read when it was found: several readers' problems are said in this order.</summary>
    public long Moment { get; init; }

    /// <summary>"source: line 12: offset 345: message".</summary>
    public override string ToString() =>
        Source
        + (Record is { } record ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $": {RecordKind} {record}") : "")
        + (Offset is { } offset ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $": offset {offset}") : "")
        + ": " + Message;
}

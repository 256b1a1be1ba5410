namespace Replay.Sessions.Autobahn;

/// <summary>One Autobahn|Testsuite case report, whatever form it was read from. What a form does not carry is null.</summary>
public sealed record AutobahnReport
{
    /// <summary>The peer's name as the report has it.</summary>
    public string? Agent { get; init; }

    /// <summary>The case's id, such as "4.2.2".</summary>
    public string? CaseId { get; init; }

    /// <summary>Frames received by opcode, as the log's own RF lines count.</summary>
    public IReadOnlyDictionary<int, long> LoggedRxFrames { get; init; } = new SortedDictionary<int, long>();

    /// <summary>Frames transmitted by opcode, as the log's own TF lines count.</summary>
    public IReadOnlyDictionary<int, long> LoggedTxFrames { get; init; } = new SortedDictionary<int, long>();
}

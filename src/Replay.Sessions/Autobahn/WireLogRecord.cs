namespace Replay.Sessions.Autobahn;

/// <summary>One row of a wire log.</summary>
public abstract record WireLogRecord
{
    private protected WireLogRecord()
    {
    }

    /// <summary>Values of the JSON row behind those that the row's kind has: JSON text as written.</summary>
    public IReadOnlyList<string> OtherValues { get; init; } = [];
}

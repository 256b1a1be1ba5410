namespace Replay.Reports.JUnit;

/// <summary>What came of a test case.</summary>
internal enum JUnitOutcome : byte
{
    Passed = 0,
    Failed = 1,

    /// <summary>It could not be carried out.</summary>
    Error = 2,
    Skipped = 3,
}

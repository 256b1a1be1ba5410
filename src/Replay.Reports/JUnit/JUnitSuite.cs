using Replay.Protocol;

namespace Replay.Reports.JUnit;

/// <summary>Test cases of one input or agent.</summary>
internal sealed record JUnitSuite(string Name, IReadOnlyList<JUnitCase> Cases)
{
    /// <summary>When the first began, or none.</summary>
    public Timestamp Started
    {
        get
        {
            Timestamp first = Timestamp.None;
            foreach (JUnitCase one in Cases)
            {
                if (one.Started.HasValue && (!first.HasValue || one.Started < first))
                {
                    first = one.Started;
                }
            }

            return first;
        }
    }
}

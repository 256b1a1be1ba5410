using System.Collections.Immutable;
using Replay.Cases.Scripts;
using Replay.Sessions.Verdicts;

namespace Replay.Cases;

/// <summary>One case of the catalogue, as data.</summary>
public sealed record CaseDefinition
{
    /// <summary>Its id.</summary>
    public required CaseId Id { get; init; }

    /// <summary>The clause it tests, such as "RFC 6455 §5.2".</summary>
    public required string Clause { get; init; }

    /// <summary>What is done and what the peer has to do, in one sentence.</summary>
    public required string Requirement { get; init; }

    /// <summary>What the run is judged by.</summary>
    public required CaseExpectation Expectation { get; init; }

    /// <summary>The amounts of data of a case about size, speed or compression; null elsewhere.</summary>
    public CaseLoad? Load { get; init; }

    /// <summary>What the fuzzer does, step by step. Made when asked for.</summary>
    public ImmutableArray<CaseStep> Script => CaseScripts.Of(this);

    /// <summary>A report gives the time the case took.</summary>
    public bool ReportsTime => Load?.ReportsTime ?? false;

    /// <summary>A report gives the ratio of compression.</summary>
    public bool ReportsCompression => Expectation.Echoes?.NeedsDeflate ?? false;
}

using System.Security.Cryptography.X509Certificates;
using Replay.Cases;

namespace Replay.Engine.Conformance;

/// <summary>What <see cref="FuzzingService"/> serves.</summary>
public sealed record FuzzingServiceOptions
{
    /// <summary>The cases, in the order in which clients count them, from 1.</summary>
    public required IReadOnlyList<CaseDefinition> Cases { get; init; }

    /// <summary>How cases run.</summary>
    public ConformanceOptions Run { get; init; } = ConformanceOptions.Default;

    /// <summary>Subprotocols that are accepted when a client offers them.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>The certificate for wss, with its key; null for ws.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether a case is not run for an agent.</summary>
    public Func<string, CaseDefinition, bool>? IsExcluded { get; init; }

    /// <summary>Called when a case has ended, by several threads.</summary>
    public Action<CaseOutcome>? OnEnd { get; init; }

    /// <summary>Called when a client has the reports written.</summary>
    public Action<IReadOnlyList<CaseOutcome>>? OnReports { get; init; }

    /// <summary>How long the status of a case that has not been run is waited for.</summary>
    public TimeSpan StatusTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

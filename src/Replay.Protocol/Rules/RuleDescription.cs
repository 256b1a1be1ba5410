namespace Replay.Protocol;

/// <summary>A rule's entry in the catalogue.</summary>
public sealed record RuleDescription
{
    /// <summary>The rule.</summary>
    public required Rule Rule { get; init; }

    /// <summary>The id that names its clause, such as "RFC6455-5.1-client-mask".</summary>
    public required string Id { get; init; }

    /// <summary>The clause, such as "RFC 6455 §5.1".</summary>
    public required string Clause { get; init; }

    /// <summary>How grave a breach is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Who can break it; null when both endpoints can.</summary>
    public required Party? Offender { get; init; }

    /// <summary>One line: what the rule demands.</summary>
    public required string Title { get; init; }

    /// <summary>A few sentences: why the rule is there, what a breach means, what the receiver does.</summary>
    public required string Explanation { get; init; }

    /// <summary>What is expected, as it stands in a violation.</summary>
    public required string Expected { get; init; }

    /// <summary>Format of what was observed: {0} is the violation's number, {1} its text.</summary>
    public required string ObservedFormat { get; init; }

    /// <summary>True when the receiver must fail the connection (RFC 6455 §7.1.7).</summary>
    public required bool FailsConnection { get; init; }

    /// <summary>
    /// A conversation that breaks the rule, and no other but for what cannot be helped. It stands in wsreplay's hex form:
    /// "tx:" (client to server) or "rx:" with hex digits and quoted strings, which go on in lines without a mark; "gap tx 5"
    /// or "gap rx ?" where octets are missing; "drop client" or "drop server" where it matters who ends the TCP connection.
    /// </summary>
    public required string Example { get => ExampleText.Expand(field); init; }

    /// <summary>A conversation as near to it as possible that keeps the rule.</summary>
    public required string CounterExample { get => ExampleText.Expand(field); init; }
}

using System.Collections.Immutable;
using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>A whole connection, kept: what replay, comparison and reports on one conversation work from.</summary>
public sealed record Session
{
    /// <summary>What the source knows of the connection.</summary>
    public required ConnectionInfo Connection { get; init; }

    /// <summary>The opening handshake's result.</summary>
    public required HandshakeOutcome Handshake { get; init; }

    /// <summary>The request's head, or null.</summary>
    public HttpHead? Request { get; init; }

    /// <summary>When the request was whole.</summary>
    public Timestamp RequestTime { get; init; } = Timestamp.None;

    /// <summary>The response's head, or null.</summary>
    public HttpHead? Response { get; init; }

    /// <summary>When the response was whole.</summary>
    public Timestamp ResponseTime { get; init; } = Timestamp.None;

    /// <summary>Whether the response's accept value answers the request's key; null when that cannot be told.</summary>
    public bool? AcceptValid { get; init; }

    /// <summary>The octets as they came, a piece each.</summary>
    public ImmutableArray<SessionOctets> Octets { get; init; } = [];

    /// <summary>The frames in the order in which they completed.</summary>
    public ImmutableArray<SessionFrame> Frames { get; init; } = [];

    /// <summary>The data messages in the order in which they completed.</summary>
    public ImmutableArray<SessionMessage> Messages { get; init; } = [];

    /// <summary>The violations in order.</summary>
    public ImmutableArray<Violation> Violations { get; init; } = [];

    /// <summary>Missing octets.</summary>
    public ImmutableArray<GapView> Gaps { get; init; } = [];

    /// <summary>Remarks of the source.</summary>
    public ImmutableArray<SessionRemark> Remarks { get; init; } = [];

    /// <summary>The order of all of the above: kind and index.</summary>
    public ImmutableArray<SessionEntry> Entries { get; init; } = [];

    /// <summary>How it ended.</summary>
    public required EndView End { get; init; }

    /// <summary>Octets by chop size, frames by opcode and so on.</summary>
    public required WireStatistics Statistics { get; init; }
}

using Replay.Protocol;

namespace Replay.Cases;

/// <summary>The amounts of data of a case about size, speed or compression.</summary>
public sealed record CaseLoad
{
    /// <summary>What the messages are made of.</summary>
    public required DataKind Data { get; init; }

    /// <summary>Text or binary.</summary>
    public required MessageType Type { get; init; }

    /// <summary>Length of each message: octets, or code points of a text made of <see cref="DataKind.Json"/> or <see cref="DataKind.Html"/>.</summary>
    public required long Length { get; init; }

    /// <summary>How many messages, each sent when the one before has come back.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Payload octets of each frame, or null for one frame a message.</summary>
    public int? FragmentLength { get; init; }

    /// <summary>Octets of each write, or null for one write a frame.</summary>
    public int? ChopLength { get; init; }

    /// <summary>Seconds after which the fuzzer gives up.</summary>
    public required int WaitSeconds { get; init; }

    /// <summary>The permessage-deflate offers of a fuzzer that is the client, in order; as server it accepts the first that it can. None elsewhere.</summary>
    public IReadOnlyList<CompressionOffer> Offers { get; init; } = [];

    /// <summary>A report gives the time the case took.</summary>
    public bool ReportsTime { get; init; } = true;
}

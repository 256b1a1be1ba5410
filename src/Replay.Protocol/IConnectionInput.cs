namespace Replay.Protocol;

/// <summary>
/// What a source says of one connection, in the order it happened. Octets of a direction follow each other without
/// overlap; what is missing between them is said by <see cref="PushGap"/>.
/// </summary>
public interface IConnectionInput
{
    /// <summary>
    /// Announces that the next <paramref name="length"/> octets of a direction (however many pushes and gaps they
    /// come in) were one read or write. Optional: without it, each push is one.
    /// </summary>
    /// <param name="direction">The stream.</param>
    /// <param name="length">Octets of the read or write.</param>
    void BeginChop(Direction direction, ulong length);

    /// <summary>Octets of one direction.</summary>
    /// <param name="direction">The stream.</param>
    /// <param name="time">When they were seen, or <see cref="Timestamp.None"/>.</param>
    /// <param name="octets">The octets; not kept, not changed.</param>
    /// <param name="state">Complete or Rebuilt.</param>
    void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete);

    /// <summary>Octets that are known or suspected to be missing.</summary>
    /// <param name="direction">The stream.</param>
    /// <param name="time">When the gap was noticed, or <see cref="Timestamp.None"/>.</param>
    /// <param name="length">How many octets, or null when that is not known.</param>
    /// <param name="state">Elided (left out by who wrote the record) or Gap.</param>
    void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap);

    /// <summary>A remark of the source that is neither octets nor frames, such as a timer of an Autobahn wire log.</summary>
    /// <param name="time">When, or <see cref="Timestamp.None"/>.</param>
    /// <param name="text">The remark as the source would print it, without a line number.</param>
    void PushRemark(Timestamp time, string text);

    /// <summary>The end of the connection's record. Nothing may follow; a second call is ignored.</summary>
    /// <param name="time">When, or <see cref="Timestamp.None"/>.</param>
    /// <param name="how">What ended it.</param>
    /// <param name="tcp">What TCP shows of it, where the source has its segments.</param>
    void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default);
}

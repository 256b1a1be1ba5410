namespace Replay.Sessions.Verdicts;

/// <summary>One outcome a case accepts: exactly these events, in this order.</summary>
/// <param name="Behavior">What a conversation that meets it is called.</param>
/// <param name="Events">The events; none means that nothing may be received.</param>
public sealed record Expectation(Behavior Behavior, IReadOnlyList<ExpectedEvent> Events)
{
    /// <summary>Compares with everything that was received.</summary>
    public EventMatch Compare(IReadOnlyList<ReceivedEvent> received)
    {
        if (received.Count != Events.Count)
        {
            return EventMatch.Different;
        }

        EventMatch all = EventMatch.Same;
        for (int i = 0; i < received.Count; i++)
        {
            EventMatch one = Events[i].Compare(received[i]);
            if (one == EventMatch.Different)
            {
                return EventMatch.Different;
            }

            all = one == EventMatch.Unknown ? EventMatch.Unknown : all;
        }

        return all;
    }
}

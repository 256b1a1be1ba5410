namespace Replay.Sessions.Filtering;

/// <summary>Numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct NumberRange(long First, long Last)
{
    /// <summary>True for a number in the range.</summary>
    public bool Contains(long number) => number >= First && number <= Last;
}

namespace Replay.Cli;

/// <summary>Nobody reads the output any more, as in <c>wsreplay … | head</c>: no reason to go on, and none to complain.</summary>
public sealed class OutputClosedException : IOException
{
    /// <summary>Makes the exception.</summary>
    public OutputClosedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public OutputClosedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OutputClosedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

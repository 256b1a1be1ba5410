namespace Replay.Cli;

/// <summary>The output cannot be written. Told apart from inputs that cannot be read: there is no point in going on.</summary>
public sealed class OutputException : IOException
{
    /// <summary>Makes the exception.</summary>
    public OutputException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public OutputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OutputException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>True when nobody reads the output any more, as in <c>wsreplay … | head</c>: no reason to complain.</summary>
    public bool ReaderHasGone { get; init; }
}

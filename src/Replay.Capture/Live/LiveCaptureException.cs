namespace Replay.Capture.Live;

/// <summary>Live capture is not possible. The message says in one sentence what to do about it.</summary>
public sealed class LiveCaptureException : Exception
{
    /// <summary>Makes the exception.</summary>
    public LiveCaptureException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public LiveCaptureException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public LiveCaptureException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>True when the capture filter is what is wrong.</summary>
    public bool IsFilter { get; init; }
}

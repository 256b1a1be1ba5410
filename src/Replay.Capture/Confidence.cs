namespace Replay.Capture;

/// <summary>How sure a format is that an input is its own. The surest format reads it.</summary>
public enum Confidence
{
    /// <summary>It is something else.</summary>
    None = 0,

    /// <summary>It could be read so, if nothing else fits.</summary>
    Possible = 1,

    /// <summary>It looks like it.</summary>
    Likely = 2,

    /// <summary>A magic number or an unmistakable structure.</summary>
    Certain = 3,
}

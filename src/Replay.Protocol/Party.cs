namespace Replay.Protocol;

/// <summary>Who did (or broke) something: one of the endpoints, or the record itself.</summary>
public enum Party : byte
{
    /// <summary>The endpoint that opened the connection.</summary>
    Client = 0,

    /// <summary>The endpoint that accepted the connection.</summary>
    Server = 1,

    /// <summary>The record: something is missing from it, or contradicts itself.</summary>
    Capture = 2,
}

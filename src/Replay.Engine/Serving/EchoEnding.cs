namespace Replay.Engine.Serving;

/// <summary>What the server does with TCP once its output is sent.</summary>
internal enum EchoEnding : byte
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>It drops the connection.</summary>
    Drop,

    /// <summary>It resets the connection.</summary>
    Reset,
}

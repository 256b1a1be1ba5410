namespace Replay.Protocol;

/// <summary>The side a record was made from: whose transmissions are <see cref="Direction.Tx"/>.</summary>
public enum Perspective : byte
{
    /// <summary>TX is client to server.</summary>
    Client = 0,

    /// <summary>TX is server to client, as in an Autobahn report whose isServer is True.</summary>
    Server = 1,
}

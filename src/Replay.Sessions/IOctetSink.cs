using Replay.Protocol;

namespace Replay.Sessions;

/// <summary>Where a source delivers: connections, each with two octet streams, and what could not be read.</summary>
public interface IOctetSink
{
    /// <summary>A connection begins. Sources number connections from 1 in the order of their first packet or record.</summary>
    /// <param name="connection">What the source knows of it.</param>
    /// <returns>Where its octets go.</returns>
    IConnectionInput Open(ConnectionInfo connection);

    /// <summary>Something in the input could not be read or believed. Reading goes on where it can.</summary>
    void Report(CaptureProblem problem);
}

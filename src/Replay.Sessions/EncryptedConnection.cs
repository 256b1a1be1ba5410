namespace Replay.Sessions;

/// <summary>A TLS connection that cannot be decoded without its keys, as far as its ClientHello tells.</summary>
/// <param name="Connection">Number of the TCP connection.</param>
/// <param name="Client">address:port of the client.</param>
/// <param name="Server">address:port of the server.</param>
/// <param name="ServerName">The server name asked for (SNI), or null.</param>
/// <param name="Protocols">The application protocols offered (ALPN), in order.</param>
public sealed record EncryptedConnection(long Connection, string Client, string Server, string? ServerName, IReadOnlyList<string> Protocols);

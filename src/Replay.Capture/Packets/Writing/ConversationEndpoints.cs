using System.Net;
using System.Net.Sockets;
using Replay.Sessions;

namespace Replay.Capture.Packets.Writing;

/// <summary>Addresses and ports of a conversation's packets: those of the record, and made ones where it has none.</summary>
internal static class ConversationEndpoints
{
    private const int FirstPort = 49_152;
    private const int Ports = 65_536 - FirstPort;
    private const int HttpPort = 80;

    /// <summary>The endpoints, both of one address family.</summary>
    public static (IPEndPoint Client, IPEndPoint Server) Of(ConnectionInfo connection)
    {
        IPEndPoint? client = Parse(connection.Client);
        IPEndPoint? server = Parse(connection.Server);
        bool isV6 = client?.AddressFamily == AddressFamily.InterNetworkV6 || server?.AddressFamily == AddressFamily.InterNetworkV6;

        // Ports of their own keep conversations apart; where those run out, another loopback address does.
        long number = Math.Max(connection.Connection - 1, 0);
        client ??= new IPEndPoint(isV6 ? IPAddress.IPv6Loopback : Loopback(number / Ports), FirstPort + (int)(number % Ports));
        server ??= new IPEndPoint(isV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, HttpPort);
        return isV6 ? (ToV6(client), ToV6(server)) : (client, server);
    }

    private static IPEndPoint? Parse(string? text)
    {
        if (text is null || !IPEndPoint.TryParse(text, out IPEndPoint? endpoint))
        {
            return null;
        }

        return endpoint.Port == 0 ? null : endpoint;
    }

    private static IPEndPoint ToV6(IPEndPoint endpoint) => endpoint.AddressFamily == AddressFamily.InterNetworkV6
        ? endpoint
        : new IPEndPoint(endpoint.Address.MapToIPv6(), endpoint.Port);

    private static IPAddress Loopback(long number) => new([127, 0, (byte)(number >> 8), (byte)(number + 1)]);
}

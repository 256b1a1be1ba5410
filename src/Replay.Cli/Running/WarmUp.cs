using System.Text;
using Replay.Protocol;
using Replay.Reports.Text;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>
/// Decodes a small conversation for nobody on the second core while the first one reads the command line and the input:
/// by the time there are octets, most of the decoder has been compiled. It shares nothing with the run itself.
/// </summary>
internal static class WarmUp
{
    private const string Request =
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: oJ7uCFjJafGZQ8Bo9ZFlQA==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private const string Response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: i/mz4TkEXLroalTuC4BT7fV1/2s=\r\n\r\n";

    /// <summary>Starts it, where there is a core to spare.</summary>
    public static void Start()
    {
        if (Environment.ProcessorCount == 1)
        {
            return;
        }

        new Thread(Decode, 512 * 1024) { IsBackground = true, Name = "warm-up" }.Start();
    }

    /// <summary>Decodes a small conversation.</summary>
    private static void Decode()
    {
        var report = new WireLogReport(Stream.Null, new WireLogOptions());
        IConnectionInput connection = new ConversationDecoder(report).Open(new ConnectionInfo { Connection = 1, Source = "" });
        Push(connection, Direction.Tx, Encoding.ASCII.GetBytes(Request));
        Push(connection, Direction.Rx, Encoding.ASCII.GetBytes(Response));
        Push(connection, Direction.Tx, [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]);
        Push(connection, Direction.Tx, [0x8C, 0x80, 1, 2, 3, 4]);
        Push(connection, Direction.Rx, [0x88, 0x02, 0x03, 0xEA]);
        Push(connection, Direction.Tx, [0x88, 0x82, 1, 2, 3, 5, 2, 0xEA]);
        connection.PushEnd(Timestamp.None, EndKind.Fin);
        report.Complete();
    }

    private static void Push(IConnectionInput connection, Direction direction, ReadOnlySpan<byte> octets) =>
        connection.Push(direction, Timestamp.None, octets);
}

using System.Text;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Cli.Running;

/// <summary>A case report of a few rows, for <see cref="WarmUp"/>: a reserved opcode, answered with 1002.</summary>
internal static class WarmUpReport
{
    private const string Request =
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private const string Response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    public static AutobahnReport Make() => new()
    {
        Form = AutobahnForm.Text,
        CaseId = "4.2.2",
        Behavior = "OK",
        BehaviorClose = "OK",
        HttpRequest = Request,
        HttpResponse = Response,
        Closing = new ClosingBehavior
        {
            IsServer = false,
            ClosedByMe = false,
            FailedByMe = false,
            DroppedByMe = false,
            WasClean = true,
            LocalCloseCode = 1002,
            RemoteCloseCode = 1002,
        },
        TxOctets = new CountDictionary<ulong> { [8] = 1, [11] = 1, [(ulong)Request.Length] = 1 },
        RxOctets = new CountDictionary<ulong> { [4] = 1, [(ulong)Response.Length] = 1 },
        TxFrames = new CountDictionary<int> { [8] = 1, [12] = 1 },
        RxFrames = new CountDictionary<int> { [8] = 1 },
        LoggedTxFrames = new CountDictionary<int> { [8] = 1, [12] = 1 },
        LoggedRxFrames = new CountDictionary<int> { [8] = 1 },
        WireLog =
        [
            new WireLogTxOctets { Hex = Hex(Request) },
            new WireLogRxOctets { Hex = Hex(Response) },
            new WireLogTxFrame { Payload = "hello", Opcode = 12, Fin = true, Mask = "01020304" },
            new WireLogTxOctets { Hex = "8c850102030469676f6b6e" },
            new WireLogTimer(WireLogTimerKind.FailAfter, "1.000000"),
            new WireLogRxOctets { Hex = "880203ea" },
            new WireLogRxFrame { Payload = "", Opcode = 8, Fin = true },
            new WireLogTxFrame { Payload = "", Opcode = 8, Fin = true, Mask = "01020304" },
            new WireLogTxOctets { Hex = "88820102030402e8" },
            new WireLogTcpDrop("PEER"),
        ],
    };

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));
}

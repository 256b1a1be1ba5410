using System.Buffers;
using Replay.Protocol;

namespace Replay.Tests.Support;

/// <summary>Builds and decodes conversations for tests.</summary>
internal static class Conversation
{
    internal const string Request =
        "GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    internal const string Response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    internal static string WithExtensions(string head, string extensions) =>
        head.Replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: " + extensions + "\r\n\r\n", StringComparison.Ordinal);

    internal static Step[] Handshake => [Step.Tx(Request), Step.Rx(Response)];

    internal static byte[] Frame(
        Opcode opcode, ReadOnlySpan<byte> payload, uint? key = null, bool fin = true, byte rsv = 0)
    {
        var octets = new ArrayBufferWriter<byte>();
        FrameWriter.Write(opcode, payload, octets, fin, rsv, key is { } value ? new MaskingKey(value) : null);
        return octets.WrittenSpan.ToArray();
    }

    internal static byte[] Close(ushort code, uint? key = null, string reason = "")
    {
        var octets = new ArrayBufferWriter<byte>();
        FrameWriter.WriteClose(new CloseCode(code), System.Text.Encoding.UTF8.GetBytes(reason), octets, key is { } value ? new MaskingKey(value) : null);
        return octets.WrittenSpan.ToArray();
    }

    internal static RecordingSink.Record Decode(IEnumerable<Step> steps, DecoderOptions? options = null, Func<int, int>? split = null)
    {
        var decoder = new ConnectionDecoder<RecordingSink>(new RecordingSink(new RecordingSink.Record()), options);
        foreach (Step step in steps)
        {
            Push(decoder, step, split);
        }

        decoder.PushEnd(Timestamp.None, EndKind.CaptureEnd);
        return decoder.Sink.Written;
    }

    private static void Push(IConnectionInput decoder, Step step, Func<int, int>? split)
    {
        if (step.End is { } how)
        {
            decoder.PushEnd(Timestamp.None, how);
        }
        else if (step.Octets is not { } octets)
        {
            decoder.PushGap(step.Direction, Timestamp.None, step.Gap);
        }
        else
        {
            for (int at = 0; at < octets.Length;)
            {
                int take = split is null ? octets.Length : Math.Clamp(split(octets.Length - at), 1, octets.Length - at);
                decoder.Push(step.Direction, Timestamp.None, octets.AsSpan(at, take));
                at += take;
            }
        }
    }
}

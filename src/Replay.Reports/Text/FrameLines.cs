using System.Buffers;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>The frame and message lines of a wire log, payloads included.</summary>
internal sealed class FrameLines(Utf8Output output, Palette palette, VisibleText text, HexBlock hex, int maxLines, bool pretty)
{
    private ArrayBufferWriter<byte>? _layout;

    public void Write(WireLogConnection connection, in FrameView frame, int indent, int width)
    {
        FrameHeader header = frame.Start.Header;
        WireLogStream stream = connection[frame.Start.Direction];
        WriteHeader(header);
        if (!header.Opcode.IsControl())
        {
            Track(connection, stream, frame);
        }

        if (header.Opcode == Opcode.Close && frame.CloseCode is { } code)
        {
            output.WriteSpaces(indent);
            WriteCloseCode(output, code);
            if (!frame.CloseReason.IsEmpty)
            {
                output.Write(": "u8);
                text.Write(frame.CloseReason);
            }

            output.Write((byte)'\n');
        }
        else if (!header.Opcode.IsControl() && stream.Compressed)
        {
            if (header.PayloadLength > 0)
            {
                output.WriteSpaces(indent);
                output.Faint(palette, "(compressed: inflated below, where the message is complete)"u8);
                output.Write((byte)'\n');
            }
        }
        else
        {
            bool isText = header.Opcode == Opcode.Text || (header.Opcode == Opcode.Continuation && stream.MessageOpcode == Opcode.Text);
            WriteData(frame.Payload, isText, pretty && header.Fin && header.Opcode != Opcode.Continuation, indent, width);
        }

        ulong held = (ulong)frame.Payload.Length;
        ulong missing = header.PayloadLength > held ? header.PayloadLength - held : 0;
        WriteState(frame.State, missing, indent);
    }

    public void Write(WireLogConnection connection, in MessageView message, int indent, int width)
    {
        MessageEnd end = message.End;
        WireLogStream stream = connection[end.Direction];
        output.Write(end.FirstFrame == end.LastFrame ? "frame "u8 : "frames "u8);
        output.Write(end.FirstFrame);
        if (end.LastFrame != end.FirstFrame)
        {
            output.Write((byte)'-');
            output.Write(end.LastFrame);
        }

        output.Write(", "u8);
        output.Write(end.Length);
        output.Write(end.Length == 1 ? " octet"u8 : " octets"u8);
        if (end.Compressed)
        {
            output.Write(" inflated"u8);
            if (stream.LastDataFrame == end.LastFrame)
            {
                output.Write(" from "u8);
                output.Write(stream.WireLength);
            }
        }

        if (!end.Valid && end.State is PayloadState.Complete or PayloadState.Rebuilt && !end.Valid)
        {
            output.Write(palette.Warning);
            output.Write(", not valid"u8);
            output.Write(palette.Reset);
        }

        output.Write((byte)'\n');
        WriteData(message.Data, end.Type == MessageType.Text, pretty && message.IsWhole, indent, width);
        ulong held = (ulong)message.Data.Length;
        PayloadState state = !message.IsWhole && end.State < PayloadState.Cut ? PayloadState.Cut : end.State;
        WriteState(state, end.Length > held ? end.Length - held : 0, indent);
    }

    public static void WriteCloseCode(Utf8Output output, CloseCode code)
    {
        output.Write((ulong)code.Value);
        if (code.Name is { } name)
        {
            output.Write(" ("u8);
            output.Write(name);
            output.Write((byte)')');
        }
    }

    private static void Track(WireLogConnection connection, WireLogStream stream, in FrameView frame)
    {
        FrameHeader header = frame.Start.Header;
        if (header.Opcode != Opcode.Continuation)
        {
            stream.MessageOpcode = header.Opcode;
            stream.WireLength = 0;

            // RFC 7692 §6: RSV1 of the first frame says that the message is compressed. Where the handshake is missing it
            // is taken to be so.
            stream.Compressed = header.Rsv1 && !header.Opcode.IsReserved()
                && (connection.Handshake.Deflate is not null || connection.Handshake.State == HandshakeState.Missing);
        }

        stream.WireLength += header.PayloadLength;
        stream.LastDataFrame = frame.Start.Frame;
    }

    private void WriteHeader(FrameHeader header)
    {
        output.Write("OPCODE="u8);
        output.Write((ulong)header.Opcode);
        output.Write(" ("u8);
        output.Write(header.Opcode.ToName());
        output.Write("), FIN="u8);
        output.Write(header.Fin ? "True"u8 : "False"u8);
        output.Write(", RSV="u8);
        output.Write((ulong)header.Rsv);
        output.Write(", PAYLOAD-LEN="u8);
        output.Write(header.PayloadLength);
        output.Write(", MASK="u8);
        if (header.Masked)
        {
            Span<byte> key = stackalloc byte[4];
            header.MaskingKey.Write(key);
            output.WriteHex(key);
        }
        else
        {
            output.Write("None"u8);
        }

        output.Write((byte)'\n');
    }

    private void WriteData(ReadOnlySpan<byte> data, bool isText, bool layOut, int indent, int width)
    {
        if (data.IsEmpty)
        {
            return;
        }

        output.WriteSpaces(indent);
        int shown;
        int length = data.Length;
        if (isText || VisibleText.IsReadable(data))
        {
            if (layOut && PrettyJson.TryWrite(data, _layout ??= new ArrayBufferWriter<byte>()))
            {
                data = _layout.WrittenSpan;
                length = data.Length;
                shown = text.Write(data, indent, width, maxLines, breaksAreOurs: true);
            }
            else
            {
                shown = text.Write(data, indent, width, maxLines, breaksAreOurs: false);
            }
        }
        else
        {
            shown = hex.WriteDump(data, indent, maxLines);
        }

        output.Write((byte)'\n');
        if (shown < length)
        {
            output.Cut(palette, indent, (ulong)(length - shown), "more octets (--max-lines)"u8);
        }
    }

    private void WriteState(PayloadState state, ulong missing, int indent)
    {
        switch (state)
        {
            case PayloadState.Rebuilt:
                output.WriteSpaces(indent);
                output.Faint(palette, "(rebuilt: the record leaves octets out, other lines of it prove them)"u8);
                output.Write((byte)'\n');
                break;
            case PayloadState.Cut:
                output.Cut(palette, indent, missing, "more octets (--max-payload)"u8);
                break;
            case PayloadState.Elided:
                output.Cut(palette, indent, missing, "more octets, left out in the record"u8);
                break;
            case PayloadState.Gap:
                output.Cut(palette, indent, missing, "more octets, missing from the record"u8);
                break;
            default:
                break;
        }
    }
}

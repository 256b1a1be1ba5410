using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <content>Messages: fragmentation (§5.4), text (§8.1) and permessage-deflate (RFC 7692 §6, §7.2).</content>
public sealed partial class ConnectionDecoder<TSink>
{
    private DeflateParameters? _deflate;

    [MethodImpl(HotPath.Options)]
    private void StartMessageFrame(StreamState stream, in FrameHeader header)
    {
        long frame = stream.Frame.Frame;
        if (header.Opcode == Opcode.Continuation)
        {
            // RFC 6455 §5.4: a continuation follows a frame with FIN clear.
            if (!stream.InMessage)
            {
                ContinueNothing(stream, in header);
                return;
            }
        }
        else if (header.Opcode is Opcode.Text or Opcode.Binary)
        {
            StartMessage(stream, in header);
        }
        else
        {
            return;
        }

        stream.MessageWireLength += Math.Min(header.PayloadLength, ulong.MaxValue - stream.MessageWireLength);
        stream.MessageLastFrame = frame;
        stream.MessageState = Worst(stream.MessageState, stream.FrameState);
        stream.FrameBelongsToMessage = true;
        stream.MessageOpaque |= header.Rsv != 0 && !(header.Rsv == 4 && stream.MessageCompressed && header.Opcode != Opcode.Continuation);
    }

    private void ContinueNothing(StreamState stream, in FrameHeader header)
    {
        if (!stream.MessageUnknown)
        {
            Report(stream, Rule.ContinuationWithoutStart, stream.Frame.Frame, stream.Frame.Offset);
            return;
        }

        // The message may have begun in octets that are missing; with FIN it ends, and what follows is known again.
        stream.MessageUnknown = !header.Fin;
    }

    [MethodImpl(HotPath.Options)]
    private void StartMessage(StreamState stream, in FrameHeader header)
    {
        stream.InMessage = true;
        stream.MessageUnknown = false;
        stream.MessageType = (MessageType)header.Opcode;
        stream.MessageFirstFrame = stream.Frame.Frame;
        stream.MessageLength = 0;
        stream.MessageWireLength = 0;
        stream.MessageValid = true;
        stream.MessageOpaque = false;
        stream.MessageUtf8 = header.Opcode == Opcode.Text;
        stream.MessageState = PayloadState.Complete;
        stream.MessageCompressed = false;
        stream.Utf8.Reset();
        if (header.Rsv1)
        {
            StartCompressed(stream, in header);
        }
    }

    private void StartCompressed(StreamState stream, in FrameHeader header)
    {
        if (_deflate is null)
        {
            if (!MayAssumeDeflate(in header))
            {
                return;
            }

            // The handshake is missing and RSV1 is set: permessage-deflate it must be, with a window we have not seen.
            _deflate = new DeflateParameters();
            Tx.InflateContextLost = Rx.InflateContextLost = true;
        }

        stream.MessageCompressed = true;
        stream.InflateStopped = false;
        bool client = stream.Sender == Party.Client;
        bool takeover = !(client ? _deflate.ClientNoContextTakeover : _deflate.ServerNoContextTakeover);
        stream.Inflater ??= new Inflater(client ? _deflate.ClientMaxWindowBits : _deflate.ServerMaxWindowBits, takeover);
        if (stream.InflateContextLost)
        {
            stream.Inflater.MarkContextLost();
            stream.InflateContextLost = false;
        }
    }

    private bool MayAssumeDeflate(in FrameHeader header) =>
        header.Rsv == 4 && _outcome is null or { State: HandshakeState.Missing } && _options.AssumedDeflate is null && !_rsvUnknown;

    // RFC 6455 §8.1: the stream is not UTF-8; said once a message, at the octet that makes it so.
    private void FailText(StreamState stream, byte octet, ulong offset)
    {
        stream.MessageUtf8 = false;
        stream.MessageValid = false;
        Report(stream, Rule.TextUtf8, stream.Frame.Frame, offset, octet, HexOctet(octet));
    }

    /// <summary>The last octets of a message are in: what is open must be closed.</summary>
    private void FinishMessageData(StreamState stream)
    {
        if (stream.MessageState <= PayloadState.Rebuilt && stream.MessageCompressed)
        {
            FinishInflate(stream);
        }

        if (stream.MessageUtf8 && !stream.MessageOpaque && stream.MessageState <= PayloadState.Rebuilt
            && !(stream.MessageCompressed && stream.InflateStopped) && !stream.Utf8.IsComplete)
        {
            stream.MessageUtf8 = false;
            stream.MessageValid = false;
            Report(stream, Rule.TextUtf8, stream.Frame.Frame, stream.Offset, 0, "end of message inside a code point");
        }
    }

    [MethodImpl(HotPath.Options)]
    private void EndMessage(StreamState stream, Timestamp time)
    {
        stream.InMessage = false;
        stream.MessageUnknown = false;
        bool valid = stream.MessageValid && !stream.MessageOpaque && stream.MessageState <= PayloadState.Rebuilt
            && !(stream.MessageCompressed && stream.InflateStopped);
        _sink.OnMessageEnd(new MessageEnd(
            stream.Direction,
            time,
            stream.MessageType,
            stream.MessageFirstFrame,
            stream.MessageLastFrame,
            stream.MessageCompressed,
            stream.MessageLength,
            valid,
            stream.MessageState));
    }

    /// <summary>A message that will never complete.</summary>
    private void AbandonMessage(StreamState stream, Timestamp time)
    {
        stream.MessageValid = false;
        stream.MessageState = PayloadState.Gap;
        EndMessage(stream, time);
    }

    private static string HexOctet(byte octet) => "octet 0x" + octet.ToString("x2", System.Globalization.CultureInfo.InvariantCulture);
}

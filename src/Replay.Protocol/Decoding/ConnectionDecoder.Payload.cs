using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <content>A frame's payload, piece by piece: unmasked and handed on.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    [MethodImpl(HotPath.Options)]
    private void TakePayload(StreamState stream, ReadOnlySpan<byte> octets, OctetState state)
    {
        if (state == OctetState.Rebuilt && stream.FrameState == PayloadState.Complete)
        {
            stream.FrameState = PayloadState.Rebuilt;
        }

        bool text = stream.FrameBelongsToMessage && !stream.MessageCompressed && stream.MessageUtf8 && !stream.MessageOpaque;
        if (!stream.Frame.Header.Masked)
        {
            UsePayload(stream, octets, text ? stream.Utf8.Append(octets) : -1);
            return;
        }

        MaskingKey key = stream.Frame.Header.MaskingKey;
        byte[] scratch = _workspace.Unmasked;
        while (!octets.IsEmpty)
        {
            int take = Math.Min(octets.Length, scratch.Length);
            Span<byte> unmasked = scratch.AsSpan(0, take);
            int invalid = -1;
            if (text)
            {
                invalid = stream.Utf8.AppendUnmasking(octets[..take], unmasked, key, stream.PayloadDone);
                text = invalid < 0;
            }
            else
            {
                Masking.Apply(octets[..take], unmasked, key, stream.PayloadDone);
            }

            UsePayload(stream, unmasked, invalid);
            octets = octets[take..];
        }
    }

    /// <summary>Payload as the sender meant it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="payload">Unmasked octets.</param>
    /// <param name="invalid">Index of the octet that makes the message's text invalid, or -1.</param>
    [MethodImpl(HotPath.Options)]
    private void UsePayload(StreamState stream, ReadOnlySpan<byte> payload, int invalid)
    {
        _sink.OnPayload(in stream.Frame, stream.PayloadDone, payload);
        if (stream.FrameBelongsToMessage)
        {
            if (stream.MessageCompressed)
            {
                Inflate(stream, payload);
            }
            else
            {
                if (invalid >= 0)
                {
                    ulong at = stream.Frame.Offset + stream.Frame.Header.HeaderLength + stream.PayloadDone + (ulong)invalid;
                    FailText(stream, payload[invalid], at);
                }

                stream.MessageLength += (ulong)payload.Length;
                _sink.OnMessageData(stream.Direction, stream.MessageType, payload);
            }
        }
        else if (stream.Frame.Header.Opcode.IsControl())
        {
            byte[] control = stream.Control ??= new byte[MaxControl];
            int take = Math.Min(control.Length - stream.ControlFill, payload.Length);
            payload[..take].CopyTo(control.AsSpan(stream.ControlFill));
            stream.ControlFill += take;
        }

        stream.PayloadDone += (ulong)payload.Length;
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <content>permessage-deflate: inflating, its limits, and what RFC 7692 §7 demands of the compressed octets.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    private const ulong RatioGrace = 1024 * 1024;

    [MethodImpl(HotPath.Options)]
    private void Inflate(StreamState stream, ReadOnlySpan<byte> octets)
    {
        Inflater inflater = stream.Inflater!;
        byte[] output = _workspace.Inflated;
        bool last = stream.Frame.Header.Fin
            && stream.PayloadDone + (ulong)octets.Length == stream.Frame.Header.PayloadLength;
        while (!stream.InflateStopped)
        {
            InflateStatus status = inflater.Inflate(octets, output, out int consumed, out int written, last);
            octets = octets[consumed..];
            if (written > 0)
            {
                ulong room = RoomToInflate(stream, out string option);
                TakeInflated(stream, output.AsSpan(0, (int)Math.Min(room, (ulong)written)));
                if (room < (ulong)written)
                {
                    StopAtLimit(stream, option);
                    return;
                }
            }

            if (status == InflateStatus.NeedsInput)
            {
                return;
            }

            if (status != InflateStatus.OutputFull)
            {
                StopInflating(stream, status);
            }
        }
    }

    [MethodImpl(HotPath.Options)]
    private void TakeInflated(StreamState stream, ReadOnlySpan<byte> data)
    {
        stream.MessageLength += (ulong)data.Length;
        if (stream.MessageUtf8 && !stream.MessageOpaque)
        {
            // RFC 7692 §7.2.2 with RFC 6455 §8.1: what must be UTF-8 is the inflated data; its place in the stream is the frame.
            int invalid = stream.Utf8.Append(data);
            if (invalid >= 0)
            {
                FailText(stream, data[invalid], stream.Frame.Offset);
            }
        }

        _sink.OnMessageData(stream.Direction, stream.MessageType, data);
    }

    private void FinishInflate(StreamState stream)
    {
        Inflater inflater = stream.Inflater!;
        if (inflater.WindowViolationDistance > 0)
        {
            // RFC 7692 §7.1.2: a distance beyond the agreed window; said once a message, since the octets are there.
            bool client = stream.Sender == Party.Client;
            int bits = client ? _deflate!.ClientMaxWindowBits : _deflate!.ServerMaxWindowBits;
            Report(
                stream,
                Rule.InflateWindow,
                stream.Frame.Frame,
                stream.Frame.Offset,
                (ulong)inflater.WindowViolationDistance,
                expected: string.Create(CultureInfo.InvariantCulture, $"a distance of at most {1 << bits}"));
        }

        bool stopped = stream.InflateStopped;
        InflateStatus status = inflater.FinishMessage();
        if (stopped)
        {
            return;
        }

        if (status is InflateStatus.FinishedTailNotRemoved or InflateStatus.FinishedFinalBlock or InflateStatus.MissingTail)
        {
            // RFC 7692 §7.2.1: a message ends with an empty stored block, of which 00 00 ff ff is removed. The data stands.
            Report(stream, Rule.DeflateTail, stream.Frame.Frame, stream.Frame.Offset, text: Describe(status));
        }
        else if (status.IsFailure())
        {
            StopInflating(stream, status);
        }
    }

    private void StopInflating(StreamState stream, InflateStatus status)
    {
        stream.InflateStopped = true;
        stream.MessageValid = false;
        long frame = stream.Frame.Frame;
        ulong at = stream.Frame.Offset;
        switch (status)
        {
            case InflateStatus.ContextLost:
                Report(stream, Rule.CaptureContextLost, frame, at);
                break;
            case InflateStatus.DistanceBeforeStart when IsWithoutTakeover(stream):
                // RFC 7692 §7.1.1: without context takeover, nothing before the message can be referred to.
                Report(stream, Rule.InflateContext, frame, at, (ulong)stream.Inflater!.FailureDistance);
                break;
            default:
                // RFC 7692 §7.2.2 with RFC 1951: the octets are not DEFLATE.
                Report(stream, Rule.Inflate, frame, at, text: Describe(status));
                break;
        }
    }

    private bool IsWithoutTakeover(StreamState stream) =>
        stream.Sender == Party.Client ? _deflate!.ClientNoContextTakeover : _deflate!.ServerNoContextTakeover;

    // The limits are exact, and the ratio counts all of a frame's payload from its header on: so where a message is cut
    // does not depend on the pieces it came in.
    private ulong RoomToInflate(StreamState stream, out string option)
    {
        ulong size = _options.MaxInflatedMessage == 0 ? ulong.MaxValue : _options.MaxInflatedMessage;
        ulong ratio = (ulong)_options.MaxInflateRatio;
        ulong dense = ratio == 0 || stream.MessageWireLength > ulong.MaxValue / ratio
            ? ulong.MaxValue
            : Math.Max(RatioGrace, stream.MessageWireLength * ratio);
        option = dense < size ? nameof(DecoderOptions.MaxInflateRatio) : nameof(DecoderOptions.MaxInflatedMessage);
        ulong limit = Math.Min(dense, size);
        return limit > stream.MessageLength ? limit - stream.MessageLength : 0;
    }

    private void StopAtLimit(StreamState stream, string option)
    {
        stream.InflateStopped = true;
        stream.MessageValid = false;
        Report(stream, Rule.CaptureInflateLimit, stream.Frame.Frame, stream.Frame.Offset, stream.MessageLength, option);
        LoseContext(stream);
    }

    /// <summary>Octets are missing: what follows may refer to data that is not known.</summary>
    private static void LoseContext(StreamState stream)
    {
        stream.InflateContextLost = true;
        stream.InflateStopped = true;
        stream.Inflater?.MarkContextLost();
    }

    private static string Describe(InflateStatus status) => status switch
    {
        InflateStatus.FinishedTailNotRemoved => "the tail 00 00 ff ff",
        InflateStatus.FinishedFinalBlock => "a final block with no empty stored block after it",
        InflateStatus.MissingTail => "no empty stored block at the end",
        InflateStatus.InvalidBlockType => "block type 3",
        InflateStatus.InvalidCodeLengths => "code lengths that make no code",
        InflateStatus.InvalidSymbol or InflateStatus.InvalidDistance => "a bit pattern that has no meaning",
        InflateStatus.DistanceBeforeStart => "a distance to before the first octet",
        InflateStatus.StoredLengthMismatch => "a stored block whose length and its complement disagree",
        InflateStatus.Incomplete => "the end of the message inside a block",
        _ => "octets that are not DEFLATE",
    };
}

using System.Buffers.Binary;

namespace Replay.Protocol;

/// <content>Control frames (§5.5), the closing handshake (§7) and what the end of the record shows.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    private void JudgeClosing(StreamState stream, in FrameStart frame)
    {
        Opcode opcode = frame.Header.Opcode;
        Rule? late = _closing.Next(stream.Sender, opcode);
        if (late is { } rule)
        {
            // RFC 6455 §5.5.1: no data frames after a close frame; §1.4: whatever else follows is discarded.
            Report(stream, rule, frame.Frame, frame.Offset, (ulong)opcode, opcode.ToName());
        }

        if (opcode == Opcode.Close && !stream.CloseSent)
        {
            stream.CloseSent = true;
            stream.CloseFrame = frame.Frame;
            stream.CloseOffset = frame.Offset;
        }
    }

    private void TakeControl(StreamState stream, ReadOnlySpan<byte> payload, bool whole, out CloseCode? code, out ReadOnlySpan<byte> reason)
    {
        code = null;
        reason = default;
        StreamState other = Other(stream);
        switch (stream.Frame.Header.Opcode)
        {
            case Opcode.Close:
                if (stream.FrameState <= PayloadState.Rebuilt)
                {
                    TakeClose(stream, in stream.Frame, payload, out code, out reason);
                }

                break;
            case Opcode.Ping when stream.FrameState > PayloadState.Rebuilt:
                // Its pong cannot be told from one to another ping.
                stream.LostFrames = true;
                break;
            case Opcode.Ping:
                stream.Pings ??= new PingList(_options.MaxOutstandingPings);
                stream.Pings.Add(payload, stream.Frame.Frame, stream.Frame.Offset);
                break;
            case Opcode.Pong when whole:
                JudgePong(stream, other.Pings, payload);
                break;
        }
    }

    private void TakeClose(StreamState stream, in FrameStart start, ReadOnlySpan<byte> payload, out CloseCode? code, out ReadOnlySpan<byte> reason)
    {
        code = null;
        reason = default;
        long frame = start.Frame;
        ulong body = start.Offset + start.Header.HeaderLength;
        if (payload.Length == 1)
        {
            // RFC 6455 §5.5.1: if there is a body, its first two octets are the code.
            Report(stream, Rule.CloseLength, frame, body, 1);
        }
        else if (payload.Length >= 2)
        {
            code = new CloseCode(BinaryPrimitives.ReadUInt16BigEndian(payload));
            reason = payload[2..];
            JudgeCloseCode(stream, code.Value, frame, body);
            var utf8 = default(Utf8Validator);
            int invalid = utf8.Append(reason);
            if (invalid >= 0 || (!utf8.IsComplete && start.Header.PayloadLength <= MaxControl))
            {
                // RFC 6455 §5.5.1 with §8.1: the reason is UTF-8.
                int at = invalid < 0 ? reason.Length : invalid;
                Report(
                    stream,
                    Rule.CloseReasonUtf8,
                    frame,
                    body + 2 + (ulong)at,
                    text: invalid < 0 ? "end of reason inside a code point" : HexOctet(reason[at]));
            }
        }

        if (stream.CloseFrame == frame)
        {
            stream.CloseCode = code;
            StreamState other = Other(stream);

            // RFC 6455 §5.5.1: the answer typically echoes the code it received; not so one that fails the connection (§7.1.7).
            if (stream.MustFail is null && other.CloseSent && _closing.ClosedBy == other.Sender && other.CloseCode is { } asked && code is { } given && given != asked)
            {
                Report(stream, Rule.CloseCodeEcho, frame, body, given.Value, expected: "close code " + Text(asked.Value));
            }
        }
    }

    private void JudgeCloseCode(StreamState stream, CloseCode code, long frame, ulong offset)
    {
        if (code.MayBeSent)
        {
            return;
        }

        // RFC 6455 §7.4.1: 1004-1006 and 1015 are never set in a close frame; §7.4.2: the ranges that may be used.
        bool reserved = code.Value is (>= 1004 and <= 1006) or 1015;
        Report(stream, reserved ? Rule.CloseCodeReserved : Rule.CloseCodeRange, frame, offset, code.Value);
    }

    private void JudgePong(StreamState stream, PingList? pings, ReadOnlySpan<byte> payload)
    {
        if (pings is not null && pings.Answer(payload))
        {
            return;
        }

        if (Other(stream).LostFrames)
        {
            // The ping may be among the octets that are missing.
            return;
        }

        // RFC 6455 §5.5.3: a pong in answer to a ping has its application data; one nobody asked for is allowed.
        Rule rule = pings is { Count: > 0 } ? Rule.PongPayload : Rule.PongUnsolicited;
        Report(stream, rule, stream.Frame.Frame, stream.Frame.Offset, (ulong)payload.Length);
    }

    // Whoever goes on talking after the other side broke a rule that ends the connection has not failed it (§7.1.7).
    private static void NoteTalk(StreamState stream)
    {
        if (stream.MustFail is not null && stream.TalkedOnFrame < 0
            && stream.Frame.Frame > stream.MustFailAfter && stream.Frame.Header.Opcode != Opcode.Close)
        {
            stream.TalkedOnFrame = stream.Frame.Frame;
            stream.TalkedOnOffset = stream.Frame.Offset;
        }
    }

    private void JudgeEnd(in EndView end)
    {
        EndKind how = end.How;
        // A reset may come from a host whose endpoint has gone: whose fault it is, it does not say.
        Party? dropper = how == EndKind.Reset ? null : end.DroppedBy;
        JudgeEndOf(ClientStream, how);
        JudgeEndOf(ServerStream, how);
        if (_outcome is not { State: HandshakeState.Complete or HandshakeState.Missing })
        {
            return;
        }

        if (_closing.State == ClosingState.Open && how != EndKind.CaptureEnd && _frames > 0)
        {
            // RFC 6455 §7.1.4: the connection was not closed cleanly.
            StreamState stream = dropper == Party.Server ? ServerStream : ClientStream;
            _sink.OnViolation(new Violation(Rule.ClosingHandshakeMissing, dropper ?? Party.Capture, null, stream.Direction, stream.Offset));
        }
        else if (how is EndKind.Fin or EndKind.DroppedByClient && dropper == Party.Client && _closing.State == ClosingState.Closed)
        {
            // RFC 6455 §7.1.1: the server closes the TCP connection first.
            Report(ClientStream, Rule.ClientDroppedFirst, null, ClientStream.Offset);
        }
    }

    private void JudgeEndOf(StreamState stream, EndKind how)
    {
        StreamState other = Other(stream);
        bool dropped = how == (stream.Sender == Party.Client ? EndKind.DroppedByClient : EndKind.DroppedByServer);

        // RFC 6455 §5.5.1: a close frame is answered with a close frame; not after the connection has failed (§7.1.7).
        // What is missing from the record may have been the answer.
        if (stream.MustFail is null && other.CloseSent && !stream.CloseSent && !stream.LostFrames && (dropped || how == EndKind.Fin))
        {
            Report(stream, Rule.CloseNotAnswered, null, stream.Offset);
        }

        // RFC 6455 §5.5.2: a ping is answered with a pong, unless a close frame came first. Seen only where the side went on talking.
        // What comes after a breach that ends the connection is not to be answered (§7.1.7).
        if (!stream.LostFrames && other.Pings is { } pings && pings.TryPeek(out long ping, out _) && stream.LastTalk > ping
            && !(other.CloseSent && other.CloseFrame < ping)
            && !(stream.MustFail is not null && stream.MustFailAfter < ping))
        {
            Report(stream, Rule.PingNotAnswered, null, stream.Offset, (ulong)ping);
        }

        bool failed = stream.CloseSent
            && (_closing.ClosedBy == stream.Sender || stream.CloseCode is { Value: not (1000 or 1001 or (>= 3000 and <= 4999)) });
        if (stream.MustFail is { } rule && stream.TalkedOnFrame >= 0 && !failed)
        {
            // RFC 6455 §7.1.7: after such a breach the connection is failed and the endpoint does not go on.
            Report(stream, Rule.NotFailed, stream.TalkedOnFrame, stream.TalkedOnOffset, (ulong)stream.MustFailAfter, RuleCatalogue.Get(rule).Id);
        }
    }

    private static string Text(ushort number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

namespace Replay.Protocol;

/// <content>Missing octets: what can be kept in step, and how frames are found again.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    // Frames are looked for in at most this many octets at once; a chain of this many plausible headers is believed.
    private const int SearchWindow = 256 * 1024;
    private const int Chain = 3;

    private void SkipGap(StreamState stream, Timestamp time, ulong? length, OctetState state)
    {
        PayloadState missing = state == OctetState.Elided ? PayloadState.Elided : PayloadState.Gap;
        switch (stream.Phase)
        {
            case StreamPhase.Payload when length is { } skipped && skipped <= stream.Frame.Header.PayloadLength - stream.PayloadDone:
                SkipPayload(stream, time, skipped, missing);
                break;
            case StreamPhase.Payload:
                ulong rest = stream.Frame.Header.PayloadLength - stream.PayloadDone;
                if (length is null)
                {
                    AbandonFrame(stream, time, missing);
                    StartSearch(stream, null);
                }
                else
                {
                    SkipPayload(stream, time, rest, missing);
                    StartSearch(stream, length - rest);
                }

                break;
            case StreamPhase.Start or StreamPhase.Head or StreamPhase.BrokenHead:
                stream.Offset += (ulong)stream.BufferFill + stream.HeadTaken + length.GetValueOrDefault();
                (stream.BufferFill, stream.HeadReader, stream.HeadTaken) = (0, null, 0);
                stream.Phase = StreamPhase.BrokenHead;
                (stream.MessageUnknown, stream.LostFrames) = (true, true);
                break;
            case StreamPhase.Held:
                Hold(stream, new HeldPiece(time, null, length, state));
                break;
            case StreamPhase.Ignored:
                stream.Offset += length.GetValueOrDefault();
                break;
            case StreamPhase.Lost:
                GiveUpSearch(stream);
                if (stream.Phase == StreamPhase.Lost)
                {
                    StartSearch(stream, length);
                }
                else
                {
                    // Frames were found after all, and the gap lies in one of them or behind them.
                    SkipGap(stream, time, length, state);
                }

                break;
            default:
                stream.Offset += (ulong)stream.HeaderFill;
                stream.HeaderFill = 0;
                StartSearch(stream, length);
                break;
        }
    }

    private void SkipPayload(StreamState stream, Timestamp time, ulong length, PayloadState missing)
    {
        stream.FrameState = Worst(stream.FrameState, missing);
        stream.PayloadDone += length;
        stream.Offset += length;
        if (stream.FrameBelongsToMessage)
        {
            stream.MessageState = Worst(stream.MessageState, missing);
            stream.MessageValid = false;
            stream.MessageUtf8 = false;
            stream.MessageLength += stream.MessageCompressed ? 0 : length;
            LoseContext(stream);
        }

        if (stream.PayloadDone == stream.Frame.Header.PayloadLength)
        {
            EndFrame(stream, time);
        }
    }

    private static void StartSearch(StreamState stream, ulong? skipped)
    {
        stream.Offset += skipped.GetValueOrDefault();
        stream.BufferFill = 0;
        stream.LostPieces = null;
        stream.Phase = StreamPhase.Lost;

        (stream.MessageUnknown, stream.LostFrames) = (true, true);

        // Whatever was in progress cannot be continued: frames may be missing, and with them the window.
        if (stream.InMessage)
        {
            stream.MessageState = PayloadState.Gap;
            stream.MessageValid = false;
            stream.MessageUtf8 = false;
        }

        LoseContext(stream);
    }

    // After a gap: octets are kept until a chain of plausible headers, however the octets came in pieces, shows where frames stand.
    private void DecodeLost(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        Append(stream, octets);
        List<LostPiece> pieces = stream.LostPieces ??= [];
        if (pieces.Count > 0 && pieces[^1].Time == time && pieces[^1].State == state)
        {
            pieces[^1] = pieces[^1] with { End = stream.Arrived };
        }
        else
        {
            pieces.Add(new LostPiece(stream.Arrived, time, state));
        }

        Search(stream, atEnd: false);
    }

    private void Search(StreamState stream, bool atEnd)
    {
        ReadOnlySpan<byte> window = stream.Buffer.AsSpan(0, stream.BufferFill);
        int candidate = 0;
        while (candidate < window.Length)
        {
            ReadOnlySpan<byte> view = window[candidate..];
            bool full = view.Length >= SearchWindow;
            bool? plausible = IsChain(stream, full ? view[..SearchWindow] : view, atEnd, isBehindGap: candidate == 0 && stream.SkippedOctets == 0);
            if (plausible is null && full)
            {
                // One plausible header and a payload longer than the window: believed only right behind the gap.
                plausible = candidate == 0 && stream.SkippedOctets == 0;
            }

            if (plausible is true)
            {
                Resume(stream, candidate);
                return;
            }

            if (plausible is null)
            {
                break;
            }

            candidate++;
        }

        if (candidate > 0)
        {
            // These octets begin no frame: they are passed over, and counted when a frame is found.
            stream.Offset += (ulong)candidate;
            stream.SkippedOctets += (ulong)candidate;
            window[candidate..].CopyTo(stream.Buffer);
            stream.BufferFill -= candidate;
        }
    }

    private void Resume(StreamState stream, int skipped)
    {
        stream.Offset += (ulong)skipped;
        stream.SkippedOctets += (ulong)skipped;
        ReportSkipped(stream);
        byte[] rest = stream.Buffer.AsSpan(skipped, stream.BufferFill - skipped).ToArray();
        stream.BufferFill = 0;
        stream.Phase = StreamPhase.Header;

        // Each frame has the time of the octet that completed it, however long it waited.
        List<LostPiece> pieces = stream.LostPieces!;
        stream.LostPieces = null;
        ulong at = stream.Offset;
        int start = 0;
        foreach (LostPiece piece in pieces)
        {
            if (piece.End <= at)
            {
                continue;
            }

            int end = (int)Math.Min(piece.End - at, (ulong)rest.Length);
            DecodeFrames(stream, piece.Time, rest.AsSpan(start, end - start), piece.State);
            start = end;
        }
    }

    private void ReportSkipped(StreamState stream)
    {
        if (stream.SkippedOctets > 0)
        {
            Report(stream, Rule.CaptureLostSync, null, stream.Offset - stream.SkippedOctets, stream.SkippedOctets);
            stream.SkippedOctets = 0;
        }
    }

    private void GiveUpSearch(StreamState stream)
    {
        Search(stream, atEnd: true);
        if (stream.Phase == StreamPhase.Lost)
        {
            stream.Offset += (ulong)stream.BufferFill;
            stream.SkippedOctets += (ulong)stream.BufferFill;
            stream.BufferFill = 0;
            ReportSkipped(stream);
        }
    }

    /// <summary>True: frames stand here. False: they do not. Null: more octets are needed to tell.</summary>
    private bool? IsChain(StreamState stream, ReadOnlySpan<byte> octets, bool atEnd, bool isBehindGap)
    {
        for (int link = 0; link < Chain; link++)
        {
            if (octets.IsEmpty)
            {
                return atEnd ? link > 0 : null;
            }

            if (!IsPlausibleStart(stream, octets))
            {
                return false;
            }

            if (!FrameReader.TryRead(octets, out FrameHeader header))
            {
                return atEnd ? link > 0 : null;
            }

            if (!IsPlausible(stream, in header))
            {
                return false;
            }

            ulong length = header.HeaderLength + header.PayloadLength;
            if (length > (ulong)octets.Length)
            {
                return atEnd ? link > 0 || isBehindGap : null;
            }

            octets = octets[(int)length..];
        }

        return true;
    }

    private bool IsPlausibleStart(StreamState stream, ReadOnlySpan<byte> octets)
    {
        var opcode = (Opcode)(octets[0] & 0xF);
        int rsv = (octets[0] >> 4) & 7;
        bool rsvAllowed = rsv == 0 || _rsvUnknown
            || (rsv == 4 && opcode is Opcode.Text or Opcode.Binary && (_deflate is not null || Handshake == HandshakeState.Missing));
        bool masked = octets.Length < 2 || (octets[1] & 0x80) != 0 == (stream.Sender == Party.Client);
        return !opcode.IsReserved() && rsvAllowed && masked && (!opcode.IsControl() || (octets[0] & 0x80) != 0);
    }

    private static bool IsPlausible(StreamState stream, in FrameHeader header) =>
        header.IsMinimalLength
        && header.PayloadLength <= int.MaxValue
        && header.Masked == (stream.Sender == Party.Client)
        && (!header.Opcode.IsControl() || header.PayloadLength <= MaxControl);

    // A head with missing octets: if what follows still reads as header lines, its end is looked for; otherwise frames begin.
    private void DecodeBrokenHead(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        Append(stream, octets);
        ReadOnlySpan<byte> rest = stream.Buffer.AsSpan(0, stream.BufferFill);
        if (rest[0] is >= 0x20 and < 0x7F or (byte)'\r' or (byte)'\n')
        {
            int end = rest.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                if (rest.Length > _options.MaxHandshake)
                {
                    FailHandshake(stream, 0);
                }

                return;
            }

            stream.Offset += (ulong)end + 4;
            rest[(end + 4)..].CopyTo(stream.Buffer);
            stream.BufferFill -= end + 4;
        }

        StartFramesWithoutHead(stream, time, TakeBuffered(stream), state);
    }

    private void FinishStream(StreamState stream, Timestamp time)
    {
        switch (stream.Phase)
        {
            case StreamPhase.Lost:
                GiveUpSearch(stream);
                break;
            case StreamPhase.BrokenHead or StreamPhase.Head:
                stream.Offset += (ulong)stream.BufferFill + stream.HeadTaken;
                break;
        }

        if (stream.Phase == StreamPhase.Payload)
        {
            AbandonFrame(stream, time, Worst(stream.FrameState, PayloadState.Gap));
        }
        else if (stream.Phase == StreamPhase.Header && stream.HeaderFill > 0)
        {
            // Octets of a header that never completes are no frame, but they were there.
            Report(stream, Rule.CaptureLostSync, null, stream.Offset, (ulong)stream.HeaderFill);
            stream.Offset += (ulong)stream.HeaderFill;
            stream.HeaderFill = 0;
        }

        if (stream.InMessage)
        {
            if (stream.MessageUnknown)
            {
                AbandonMessage(stream, time);
                return;
            }

            // RFC 6455 §5.4: a fragmented message ends with a frame that has FIN set.
            Report(stream, Rule.MessageNotFinished, stream.MessageFirstFrame, stream.Offset);
            AbandonMessage(stream, time);
        }
    }
}

namespace Replay.Protocol;

/// <content>The opening handshake (§4): which octets are its heads, and when frames begin.</content>
public sealed partial class ConnectionDecoder<TSink>
{
    private HandshakeOutcome? _outcome;

    // The outcome so far where the server refused and the client may ask again on the same connection.
    private HandshakeOutcome? _refusal;

    private void DecodeOther(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        switch (stream.Phase)
        {
            case StreamPhase.Start:
                DecodeStart(stream, time, octets, state);
                break;
            case StreamPhase.Head:
                DecodeHead(stream, time, octets, state);
                break;
            case StreamPhase.BrokenHead:
                DecodeBrokenHead(stream, time, octets, state);
                break;
            case StreamPhase.Held:
                Hold(stream, new HeldPiece(time, octets.ToArray(), null, state));
                break;
            case StreamPhase.Lost:
                DecodeLost(stream, time, octets, state);
                break;
            case StreamPhase.Ignored:
                stream.Offset += (ulong)octets.Length;
                PassOver(stream, octets.Length);
                break;
            default:
                DecodeFrames(stream, time, octets, state);
                break;
        }
    }

    // The first octets decide: three capital letters, or "get" in any, begin a request and no frame; "HTTP/" begins a response and no frame.
    private void DecodeStart(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        if (stream.BufferFill == 0 && Models(stream).Read(octets) is { } known && known.Octets.Length <= _options.MaxHandshake)
        {
            stream.BorrowedHead = ReusesHeads ? known : null;
            stream.HeadTaken = (ulong)known.Octets.Length;
            TakeHead(stream, time, known, octets[known.Octets.Length..], state);
            return;
        }

        // Usually the first octets decide at once, where they stand; otherwise they are kept until they do.
        if (stream.BufferFill > 0)
        {
            Append(stream, octets);
            octets = stream.Buffer.AsSpan(0, stream.BufferFill).ToArray();
        }

        bool? isHead = stream.Sender == Party.Client ? StartsRequest(octets) : StartsResponse(octets);
        if (isHead is null)
        {
            if (stream.BufferFill == 0)
            {
                Append(stream, octets);
            }

            return;
        }

        stream.BufferFill = 0;
        if (isHead.Value)
        {
            stream.HeadReader = new HttpHeadReader(_options.MaxHandshake);
            stream.HeadTaken = 0;
            stream.Phase = StreamPhase.Head;
            DecodeHead(stream, time, octets, state);
        }
        else
        {
            StartFramesWithoutHead(stream, time, octets, state);
        }
    }

    private static bool? StartsRequest(ReadOnlySpan<byte> octets)
    {
        // Methods are case-sensitive (RFC 9110 §9.1), which is a rule to judge: what asks so is no frame.
        ReadOnlySpan<byte> get = "get "u8;
        int common = Math.Min(octets.Length, get.Length);
        if (System.Text.Ascii.EqualsIgnoreCase(octets[..common], get[..common]))
        {
            return common == get.Length ? true : null;
        }

        for (int i = 0; i < 3; i++)
        {
            if (i == octets.Length)
            {
                return null;
            }

            if (octets[i] is < (byte)'A' or > (byte)'Z')
            {
                return false;
            }
        }

        return true;
    }

    private static bool? StartsResponse(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> http = "HTTP/"u8;
        int common = octets.CommonPrefixLength(http);
        return common == http.Length ? true : common == octets.Length ? null : false;
    }

    /// <summary>The stream starts at a frame: its side of the handshake is not in the record.</summary>
    private void StartFramesWithoutHead(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        if (IsRefused)
        {
            stream.Offset += (ulong)stream.BufferFill;
            stream.BufferFill = 0;
            GiveUpAsking();
            return;
        }

        if (_outcome is null)
        {
            Settle(new HandshakeOutcome(HandshakeState.Missing, null, null, _options.AssumedDeflate));
        }

        // What the other side held back came before: it is decoded first, however these octets are split.
        Release(Other(stream));
        stream.Phase = StreamPhase.Header;
        DecodeFrames(stream, time, octets, state);
    }

    private void DecodeHead(StreamState stream, Timestamp time, ReadOnlySpan<byte> octets, OctetState state)
    {
        HttpHeadReader reader = stream.HeadReader!;
        HttpHeadProgress progress = reader.Append(octets, out int taken);
        stream.HeadTaken += (ulong)taken;
        if (progress == HttpHeadProgress.Incomplete)
        {
            return;
        }

        if (progress == HttpHeadProgress.TooLong)
        {
            FailHandshake(stream, (ulong)(octets.Length - taken));
            return;
        }

        HttpHead head = reader.Head!;
        stream.HeadReader = null;
        Models(stream).Remember(head);
        TakeHead(stream, time, head, octets[taken..], state);
    }

    private HeadModels Models(StreamState stream) => stream.Sender == Party.Client ? _workspace.Requests : _workspace.Responses;

    private void TakeHead(StreamState stream, Timestamp time, HttpHead head, ReadOnlySpan<byte> behind, OctetState state)
    {
        stream.Head = head;
        stream.Phase = StreamPhase.Held;
        if (stream.Sender == Party.Client)
        {
            TakeRequest(stream, time, head);
        }
        else
        {
            TakeResponse(stream, time, head);
        }

        stream.Offset += stream.HeadTaken;
        if (_outcome is not null)
        {
            Release(Other(stream));
        }

        if (!behind.IsEmpty)
        {
            // RFC 6455 §4.1: the server may send frames right behind its response, in the same segment.
            DecodeOther(stream, time, behind, state);
        }
    }

    private void TakeRequest(StreamState stream, Timestamp time, HttpHead head)
    {
        if (IsRefused)
        {
            if (!head.ListContains("Upgrade", "websocket"))
            {
                GiveUpAsking();
                return;
            }

            // What is left of the refusal has been read by whoever asks again: the next octets answer this request.
            Other(stream).Phase = StreamPhase.Start;
        }

        _sink.OnHandshakeRequest(new HandshakeRequestView { Direction = stream.Direction, Time = time, Head = head });
        List<HandshakeFinding> findings = _workspace.Findings;
        findings.Clear();
        HandshakeValidator.ValidateRequest(head, findings);
        if (ReusesHeads)
        {
            _workspace.Accepts.Add(head);
        }

        ReportFindings(stream, findings);

        if (_outcome is not null)
        {
            // The response was judged before its request was whole: frames follow at once.
            stream.Phase = _outcome.State == HandshakeState.Failed ? StreamPhase.Ignored : StreamPhase.Header;
        }
    }

    private void TakeResponse(StreamState stream, Timestamp time, HttpHead head)
    {
        if (head.Status is >= 100 and < 200 and not 101)
        {
            // RFC 9110 §15.2: an interim response has no body, and the one that decides comes behind it.
            _sink.OnHandshakeResponse(new HandshakeResponseView { Direction = stream.Direction, Time = time, Head = head, AcceptValid = null });
            (stream.Phase, stream.Head) = (StreamPhase.Start, null);
            return;
        }

        StreamState other = Other(stream);
        if (other.Head is { } asked)
        {
            _workspace.Accepts.Settle(asked);
        }

        List<HandshakeFinding> findings = _workspace.Findings;
        findings.Clear();
        HandshakeOutcome outcome = HandshakeValidator.ValidateResponse(other.Head, head, findings, out bool? acceptValid);
        _sink.OnHandshakeResponse(new HandshakeResponseView
        {
            Direction = stream.Direction,
            Time = time,
            Head = head,
            AcceptValid = acceptValid,
        });
        ReportFindings(stream, findings);
        if (other.Held is { Count: > 0 } && other.Head is { } request)
        {
            // RFC 6455 §4.1: after its handshake the client waits for the response before it sends anything more.
            Report(other, Rule.RequestDataBeforeResponse, null, (ulong)request.Octets.Length);
        }

        bool upgraded = outcome.State == HandshakeState.Complete;
        if (!upgraded && MayBeAskedAgain(other, head))
        {
            // RFC 6455 §4.1: an answer that is not 101 is handled as HTTP has it: a client may ask again, with credentials say.
            _refusal = outcome;
            stream.Phase = StreamPhase.Ignored;
            stream.HeldOctets = 0;
            (other.Phase, other.Head) = (StreamPhase.Start, null);
            return;
        }

        if (_outcome is null)
        {
            Settle(outcome);
        }
        else
        {
            _deflate ??= outcome.Deflate;
        }

        stream.Phase = upgraded ? StreamPhase.Header : StreamPhase.Ignored;
        if (upgraded)
        {
            GiveBackHead(stream);
            GiveBackHead(other);
        }
        else if (other.Phase == StreamPhase.Start)
        {
            other.Phase = StreamPhase.Ignored;
        }
    }

    /// <summary>Nobody looks at a head again once the handshake is done.</summary>
    private void GiveBackHead(StreamState stream)
    {
        if (stream.BorrowedHead is { } head)
        {
            (stream.Head, stream.BorrowedHead) = (null, null);
            Models(stream).GiveBack(head);
        }
    }

    private bool IsRefused => _refusal is not null && _outcome is null;

    // RFC 9112 §9.3: connections persist unless one side says that this one closes.
    private bool MayBeAskedAgain(StreamState client, HttpHead response) =>
        _outcome is null
        && response.Status is >= 200
        && client is { Phase: StreamPhase.Held, Head: not null, Held: null or { Count: 0 } }
        && response.Version == "HTTP/1.1"
        && !response.ListContains("Connection", "close");

    // A refusal's body: beyond the limit on handshakes the refusal stands, for what waits for the outcome is kept.
    private void PassOver(StreamState stream, int octets)
    {
        if (IsRefused && (stream.HeldOctets += octets) > _options.MaxHandshake)
        {
            GiveUpAsking();
        }
    }

    private void GiveUpAsking()
    {
        Settle(_refusal!);
        (Tx.Phase, Rx.Phase) = (StreamPhase.Ignored, StreamPhase.Ignored);
    }

    private void ReportFindings(StreamState stream, List<HandshakeFinding> findings)
    {
        foreach (HandshakeFinding finding in findings)
        {
            Report(stream, finding.Rule, null, stream.Offset + (ulong)finding.Offset, finding.Number, finding.Text, finding.ExpectedText);
        }
    }

    /// <summary>The head is longer than the limit: what follows is not looked at.</summary>
    private void FailHandshake(StreamState stream, ulong rest)
    {
        stream.Offset += stream.HeadTaken + (ulong)stream.BufferFill + rest;
        (stream.HeadReader, stream.HeadTaken, stream.BufferFill) = (null, 0, 0);
        stream.Phase = StreamPhase.Ignored;
        if (_outcome is null)
        {
            Settle(new HandshakeOutcome(HandshakeState.Failed, null, null, null));
        }

        Release(Other(stream));
    }

    private void Settle(HandshakeOutcome outcome)
    {
        _outcome = outcome;
        _deflate = outcome.Deflate;

        // Another extension than permessage-deflate may give RSV bits a meaning that we do not know (RFC 6455 §5.2).
        _rsvUnknown = outcome.Extensions is { } extensions && ExtensionList.Parse(extensions).Extensions.Any(one => one.Name != "permessage-deflate");
        _sink.OnHandshakeDone(in outcome);
    }

    /// <summary>The handshake's state is known: what a stream held back is decoded now.</summary>
    private void Release(StreamState stream)
    {
        if (stream.Phase != StreamPhase.Held)
        {
            return;
        }

        stream.Phase = _outcome!.State == HandshakeState.Failed ? StreamPhase.Ignored : StreamPhase.Header;
        if (stream.Held is not { Count: > 0 } held)
        {
            return;
        }

        (stream.Held, stream.HeldOctets) = (null, 0);
        foreach (HeldPiece piece in held)
        {
            if (piece.Octets is null)
            {
                SkipGap(stream, piece.Time, piece.GapLength, piece.State);
            }
            else
            {
                DecodeOther(stream, piece.Time, piece.Octets, piece.State);
            }
        }
    }

    private void Hold(StreamState stream, HeldPiece piece)
    {
        (stream.Held ??= []).Add(piece);
        stream.HeldOctets += piece.Octets?.Length ?? 0;
        if (stream.HeldOctets > _options.MaxHandshake && _outcome is null)
        {
            // No response within the limit: the record does not have it.
            Settle(new HandshakeOutcome(HandshakeState.Missing, null, null, _options.AssumedDeflate));
            Release(stream);
        }
    }

    /// <summary>What was kept while it was unclear what it is.</summary>
    private static byte[] TakeBuffered(StreamState stream)
    {
        byte[] buffered = stream.Buffer.AsSpan(0, stream.BufferFill).ToArray();
        stream.BufferFill = 0;
        return buffered;
    }

    private static void Append(StreamState stream, ReadOnlySpan<byte> octets)
    {
        int needed = stream.BufferFill + octets.Length;
        if (stream.Buffer is null || stream.Buffer.Length < needed)
        {
            Array.Resize(ref stream.Buffer, Math.Max(needed, Math.Min((stream.Buffer?.Length ?? 256) * 2, 1 << 20)));
        }

        octets.CopyTo(stream.Buffer.AsSpan(stream.BufferFill));
        stream.BufferFill = needed;
    }

    /// <summary>The record ends: a handshake still in progress will never complete.</summary>
    private void FinishHandshake(Timestamp time)
    {
        foreach (StreamState stream in (ReadOnlySpan<StreamState>)[ClientStream, ServerStream])
        {
            if (stream.Phase == StreamPhase.Start && stream.BufferFill > 0)
            {
                StartFramesWithoutHead(stream, time, TakeBuffered(stream), OctetState.Complete);
            }
        }

        if (_outcome is not null)
        {
            Release(ClientStream);
            Release(ServerStream);
            return;
        }

        if (_refusal is { } refusal)
        {
            Settle(refusal);
            return;
        }

        // Client frames behind a request whose response is not in the record: half of the conversation was recorded.
        bool half = ServerStream.Arrived == 0 && ClientStream.Held is { Count: > 0 };
        bool nothing = ClientStream.Arrived == 0 && ServerStream.Arrived == 0;
        Settle(new HandshakeOutcome(half || nothing ? HandshakeState.Missing : HandshakeState.Failed, null, null, half ? _options.AssumedDeflate : null));
        Release(ClientStream);
        Release(ServerStream);
    }
}

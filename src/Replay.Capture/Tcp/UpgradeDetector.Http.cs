namespace Replay.Capture.Tcp;

// HTTP/1.1 exchanges before the upgrade.
internal sealed partial class UpgradeDetector
{
    /// <summary>Goes on finding the server's answer to the upgrade. True when the octets held begin with it.</summary>
    public bool Align(long time, ReadOnlySpan<byte> octets)
    {
        int server = ClientHalf ^ 1;
        if (_held[server].Length == 0)
        {
            octets = octets[_http[server].PassBody(octets)..];
        }

        if (octets.Length > 0)
        {
            _held[server].Append(time, octets);
        }

        Align();
        return !IsServerBehind;
    }

    private void Align()
    {
        HttpSide server = _http[ClientHalf ^ 1];
        HeldOctets held = _held[ClientHalf ^ 1];
        while (IsServerBehind)
        {
            long before = server.Heads;
            if (server.IsLost || held.Length > _limit || (before == _upgradeRequest && server.IsBetweenMessages))
            {
                IsServerBehind = false;
                return;
            }

            RunServer();
            if (server.Heads == before && !server.IsLost)
            {
                return;
            }
        }
    }

    private DetectorVerdict RunHttp()
    {
        Kind = SkippedKind.Http;
        DetectorVerdict verdict = RunClient();
        if (verdict == DetectorVerdict.Undecided)
        {
            bool waited = _tunnelPending;
            verdict = RunServer();
            if (verdict == DetectorVerdict.Undecided && waited && !_tunnelPending && _phase == Phase.Http)
            {
                verdict = RunClient();
            }
        }
        else if (verdict == DetectorVerdict.Handshake)
        {
            Align();
        }

        return verdict;
    }

    private DetectorVerdict RunClient()
    {
        HeldOctets held = _held[ClientHalf];
        HttpSide side = _http[ClientHalf];
        while (!_tunnelPending && TryHead(held, side, StreamStart.Kind.Request, out HttpHeadScan head))
        {
            if (head.IsWebSocket)
            {
                NoteUpgrade(side);
                return DetectorVerdict.Handshake;
            }

            side.Heads++;
            if (_methods.Count == MaxPipelined)
            {
                return Give(SkippedKind.Http);
            }

            _methods.Enqueue(head.IsConnect ? Method.Connect : head.IsHead ? Method.Head : Method.Other);
            held.Drop(head.Length);
            _tunnelPending = head.IsConnect;
            side.Enter(head, hasBody: head.IsChunked || head.ContentLength > 0);
        }

        return DetectorVerdict.Undecided;
    }

    private void NoteUpgrade(HttpSide client)
    {
        _upgradeRequest = client.Heads;
        IsServerBehind = _http[ClientHalf ^ 1].Heads < _upgradeRequest;
    }

    /// <summary>True when what there is of a head, whose end is missing, asks for the upgrade or grants it: packets may have been cut.</summary>
    private bool IsCutUpgrade(int half)
    {
        HeldOctets held = _held[half];
        HttpSide side = _http[half];
        bool isClient = half == ClientHalf;
        if (held.Length == 0 || !side.IsBetweenMessages || StreamStart.Recognize(held.Octets) != (isClient ? StreamStart.Kind.Request : StreamStart.Kind.Response))
        {
            return false;
        }

        HttpHeadScan head = HttpHeadScan.Scan(held.Octets);
        if (isClient && head.IsWebSocket)
        {
            NoteUpgrade(side);
            Align();
            return true;
        }

        // RFC 9110 §15.2.2: which protocol it is may stand in what is missing; frames will tell.
        return !isClient && head.Status == 101 && !head.IsHttp2;
    }

    private DetectorVerdict RunServer()
    {
        HeldOctets held = _held[ClientHalf ^ 1];
        HttpSide side = _http[ClientHalf ^ 1];
        while (TryHead(held, side, StreamStart.Kind.Response, out HttpHeadScan head))
        {
            if (head.Status == 101 || (IsServerBehind && side.Heads == _upgradeRequest))
            {
                IsServerBehind = false;
                return head.IsWebSocket ? DetectorVerdict.Handshake : Give(head.IsHttp2 ? SkippedKind.Http2 : SkippedKind.Other);
            }

            held.Drop(head.Length);
            if (head.Status < 200)
            {
                // RFC 9110 §15.2: an interim response comes before the final one and has no body.
                continue;
            }

            side.Heads++;
            Method method = _methods.TryDequeue(out Method asked) ? asked : Method.Other;
            if (method == Method.Connect)
            {
                _tunnelPending = false;
                if (head.Status < 300)
                {
                    // RFC 9110 §9.3.6: from here on both directions are another conversation.
                    _http[0].Reset();
                    _http[1].Reset();
                    _methods.Clear();
                    _hasStart = true;
                    _phase = Phase.Start;
                    return DetectorVerdict.Undecided;
                }
            }

            // RFC 9112 §6.3
            side.Enter(head, hasBody: method != Method.Head && head.Status is not (204 or 304));
        }

        return DetectorVerdict.Undecided;
    }

    /// <summary>Passes over what is left of a body and scans the head behind it, which stays held.</summary>
    private static bool TryHead(HeldOctets held, HttpSide side, StreamStart.Kind expected, out HttpHeadScan head)
    {
        head = default;
        held.Drop(side.PassBody(held.Octets));
        // RFC 9112 §2.2: empty lines before a request line are ignored.
        while (side.IsBetweenMessages && held.Length > 0 && held.Octets[0] is (byte)'\r' or (byte)'\n')
        {
            held.Drop(1);
        }

        if (held.Length == 0 || !side.IsBetweenMessages)
        {
            if (side.IsLost)
            {
                held.Clear();
            }

            return false;
        }

        StreamStart.Kind kind = StreamStart.Recognize(held.Octets);
        if (kind != expected)
        {
            if (kind != StreamStart.Kind.NeedMore)
            {
                side.Lose();
                held.Clear();
            }

            return false;
        }

        int end = HttpHeadScan.FindEnd(held.Octets);
        if (end < 0)
        {
            return false;
        }

        head = HttpHeadScan.Scan(held.Octets[..end]);
        return true;
    }
}

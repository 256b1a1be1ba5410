namespace Replay.Capture.Tcp;

/// <summary>
/// Finds out what a connection carries: passes over proxies' preambles and ordinary HTTP/1.1 exchanges until an
/// upgrade to WebSocket comes. Holds the octets that may belong to it. Objects are used again.
/// </summary>
internal sealed partial class UpgradeDetector
{
    private const int MaxPipelined = 4096;

    private enum Phase : byte
    {
        Start,
        Http,
        Tls,
        Socks,
        Frames,
    }

    private enum Method : byte
    {
        Other,
        Head,
        Connect,
    }

    private readonly HeldOctets[] _held = [new(), new()];
    private readonly HttpSide[] _http = [new(), new()];
    private readonly Queue<Method> _methods = new();
    private readonly FrameEvidence _evidence;
    private Phase _phase;
    private bool _tunnelPending;
    private bool _hasStart;
    private bool _isForced;
    private int _limit;
    private long _upgradeRequest;

    public UpgradeDetector() => _evidence = new FrameEvidence(_held);

    /// <summary>The half that is the client, or <see cref="TcpConnection.Unknown"/>.</summary>
    public int ClientHalf { get; private set; }

    /// <summary>What is skipped, after <see cref="DetectorVerdict.Skip"/>, or what it looks like so far.</summary>
    public SkippedKind Kind { get; private set; }

    /// <summary>Octets held of both sides.</summary>
    public int HeldLength => _held[0].Length + _held[1].Length;

    /// <summary>How frames without a handshake were recognised.</summary>
    public FrameEvidence Evidence => _evidence;

    /// <summary>True while the server's stream still holds answers to requests before the upgrade.</summary>
    public bool IsServerBehind { get; private set; }

    public HeldOctets Held(int half) => _held[half];

    /// <summary>Begins with a connection.</summary>
    /// <param name="clientHalf">The half that opened it, or <see cref="TcpConnection.Unknown"/>.</param>
    /// <param name="hasStart">True when the capture holds its first octets.</param>
    /// <param name="isForced">True when the user says that it is WebSocket.</param>
    /// <param name="limit">Octets to hold of each side.</param>
    public void Begin(int clientHalf, bool hasStart, bool isForced, int limit)
    {
        _phase = Phase.Start;
        _tunnelPending = false;
        _hasStart = hasStart;
        _isForced = isForced;
        _limit = limit;
        _upgradeRequest = 0;
        ClientHalf = clientHalf;
        Kind = SkippedKind.Empty;
        IsServerBehind = false;
        _methods.Clear();
        _evidence.Begin(isForced);
        for (int half = 0; half < 2; half++)
        {
            _held[half].Clear();
            _http[half].Reset();
        }
    }

    /// <summary>Takes in octets of one side.</summary>
    public DetectorVerdict Add(int half, long time, ReadOnlySpan<byte> octets)
    {
        if (_phase == Phase.Frames)
        {
            // A request or response at the start of a segment: the capture began inside an HTTP conversation.
            StreamStart.Kind kind = StreamStart.Recognize(octets);
            if (kind is not (StreamStart.Kind.Request or StreamStart.Kind.Response))
            {
                return GiveFrames(_evidence.Add(half, time, octets, _limit));
            }

            ClientHalf = kind == StreamStart.Kind.Request ? half : half ^ 1;
            _held[0].Clear();
            _held[1].Clear();
            _http[half ^ 1].Lose();
            _phase = Phase.Http;
        }

        if (_phase == Phase.Http)
        {
            HttpSide side = _http[half];
            if (side.IsLost)
            {
                if (StreamStart.Recognize(octets) != (half == ClientHalf ? StreamStart.Kind.Request : StreamStart.Kind.Response))
                {
                    return DetectorVerdict.Undecided;
                }

                side.Find();
            }

            if (_held[half].Length == 0)
            {
                octets = octets[side.PassBody(octets)..];
                if (octets.Length == 0)
                {
                    return DetectorVerdict.Undecided;
                }
            }
        }

        _held[half].Append(time, octets);
        DetectorVerdict verdict = Advance();
        return verdict == DetectorVerdict.Undecided && _held[half].Length > _limit ? Give(Kind == SkippedKind.Empty ? SkippedKind.Other : Kind) : verdict;
    }

    /// <summary>Octets are missing.</summary>
    public DetectorVerdict AddGap(int half, ulong length)
    {
        switch (_phase)
        {
            case Phase.Http when _held[half].Length == 0 && _http[half].PassGap(length):
                return DetectorVerdict.Undecided;
            case Phase.Http when IsCutUpgrade(half):
                return DetectorVerdict.Handshake;
            case Phase.Http:
                _held[half].Clear();
                _http[half].Lose();
                return DetectorVerdict.Undecided;
            case Phase.Frames:
                _evidence.AddGap(half);
                return DetectorVerdict.Undecided;
            case Phase.Tls:
                return Give(SkippedKind.Tls);
            default:
                // Positions are lost before anything was recognised: what comes may still be frames, or HTTP.
                _held[half].Clear();
                _hasStart = false;
                return DetectorVerdict.Undecided;
        }
    }

    /// <summary>The connection is over: decides on what there is.</summary>
    public DetectorVerdict Finish()
    {
        if (_phase == Phase.Frames)
        {
            return GiveFrames(_evidence.Finish());
        }

        if (_phase == Phase.Http && _held[ClientHalf].Length > 0 && HttpHeadScan.Scan(_held[ClientHalf].Octets).IsWebSocket)
        {
            return DetectorVerdict.Handshake;
        }

        return Give(_phase == Phase.Tls ? SkippedKind.Tls : Kind == SkippedKind.Empty && HeldLength > 0 ? SkippedKind.Other : Kind);
    }

    private DetectorVerdict Advance()
    {
        while (true)
        {
            Phase before = _phase;
            DetectorVerdict verdict = _phase switch
            {
                Phase.Start => Start(),
                Phase.Http => RunHttp(),
                Phase.Tls => ClientHello.IsWhole(_held[ClientHalf].Octets) || _held[ClientHalf].Length > 16 * 1024 ? Give(SkippedKind.Tls) : DetectorVerdict.Undecided,
                Phase.Socks => RunSocks(),
                _ => DetectorVerdict.Undecided,
            };
            if (verdict != DetectorVerdict.Undecided || _phase == before)
            {
                return verdict;
            }

            if (_phase == Phase.Frames)
            {
                return GiveFrames(_evidence.Start(_limit));
            }
        }
    }

    private DetectorVerdict Start()
    {
        StreamStart.Kind low = Recognize(_held[0]);
        StreamStart.Kind high = Recognize(_held[1]);
        if (ClientHalf == TcpConnection.Unknown)
        {
            ClientHalf = IsClients(low) || high == StreamStart.Kind.Response ? 0
                : IsClients(high) || low == StreamStart.Kind.Response ? 1
                : TcpConnection.Unknown;
            if (ClientHalf == TcpConnection.Unknown)
            {
                return low == StreamStart.Kind.TlsOther || high == StreamStart.Kind.TlsOther ? Give(SkippedKind.Tls)
                    : low == StreamStart.Kind.Unknown || high == StreamStart.Kind.Unknown ? NoProtocol()
                    : DetectorVerdict.Undecided;
            }
        }

        StreamStart.Kind client = ClientHalf == 0 ? low : high;
        StreamStart.Kind server = ClientHalf == 0 ? high : low;
        switch (client)
        {
            case StreamStart.Kind.Request:
                _phase = Phase.Http;
                return DetectorVerdict.Undecided;
            case StreamStart.Kind.TlsClientHello:
                _phase = Phase.Tls;
                return DetectorVerdict.Undecided;
            case StreamStart.Kind.TlsOther:
                return Give(SkippedKind.Tls);
            case StreamStart.Kind.Http2:
                return Give(SkippedKind.Http2);
            case StreamStart.Kind.Socks4 or StreamStart.Kind.Socks5:
                _phase = Phase.Socks;
                return DetectorVerdict.Undecided;
            case StreamStart.Kind.ProxyHeader:
                int length = StreamStart.ProxyHeaderLength(_held[ClientHalf].Octets);
                if (length <= 0)
                {
                    return length == 0 ? DetectorVerdict.Undecided : Give(SkippedKind.Other);
                }

                _held[ClientHalf].Drop(length);
                return Start();
            case StreamStart.Kind.NeedMore when server is StreamStart.Kind.Response:
                _phase = Phase.Http;
                return DetectorVerdict.Undecided;
            case StreamStart.Kind.NeedMore when server is StreamStart.Kind.TlsOther:
                return Give(SkippedKind.Tls);
            case StreamStart.Kind.NeedMore when server is StreamStart.Kind.NeedMore:
                return DetectorVerdict.Undecided;
            default:
                return client is StreamStart.Kind.NeedMore && _held[ClientHalf].Length > 0 ? DetectorVerdict.Undecided : NoProtocol();
        }
    }

    private StreamStart.Kind Recognize(HeldOctets held)
    {
        StreamStart.Kind kind = StreamStart.Recognize(held.Octets);
        while (kind == StreamStart.Kind.Unknown && _hasStart && held.Length > 1 && held.Octets[0] is (byte)'\r' or (byte)'\n')
        {
            // RFC 9112 §2.2: empty lines before a request line are ignored.
            held.Drop(1);
            kind = StreamStart.Recognize(held.Octets);
        }

        return kind;
    }

    private static bool IsClients(StreamStart.Kind kind) =>
        kind is StreamStart.Kind.Request or StreamStart.Kind.TlsClientHello or StreamStart.Kind.Http2
            or StreamStart.Kind.ProxyHeader or StreamStart.Kind.Socks5 or StreamStart.Kind.Socks4;

    /// <summary>Nothing known starts like this. Frames without a handshake are looked for where the start is missing.</summary>
    private DetectorVerdict NoProtocol()
    {
        if (_hasStart && !_isForced)
        {
            return Give(SkippedKind.Other);
        }

        _phase = Phase.Frames;
        return DetectorVerdict.Undecided;
    }

    private DetectorVerdict RunSocks()
    {
        HeldOctets client = _held[ClientHalf];
        HeldOctets server = _held[ClientHalf ^ 1];
        if (StreamStart.Socks(client.Octets, server.Octets) is not { } used)
        {
            return Give(SkippedKind.Other);
        }

        if (used.Client > 0)
        {
            client.Drop(used.Client);
            server.Drop(used.Server);
            _phase = Phase.Start;
        }

        return DetectorVerdict.Undecided;
    }

    private DetectorVerdict GiveFrames(DetectorVerdict verdict)
    {
        if (verdict == DetectorVerdict.Skip)
        {
            return Give(_evidence.IsTls ? SkippedKind.Tls : SkippedKind.Other);
        }

        if (verdict == DetectorVerdict.Frames && _evidence.ClientHalf != TcpConnection.Unknown)
        {
            ClientHalf = _evidence.ClientHalf;
        }

        return verdict;
    }

    private DetectorVerdict Give(SkippedKind kind)
    {
        Kind = kind;
        return DetectorVerdict.Skip;
    }
}

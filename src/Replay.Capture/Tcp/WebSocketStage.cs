using System.Runtime.CompilerServices;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Capture.Tcp;

/// <summary>Between TCP and the decoder: lets through what is WebSocket, and skips the rest as soon as that is known.</summary>
/// <typeparam name="TDelivery">The way to the decoder.</typeparam>
internal sealed class WebSocketStage<TDelivery>(SourceContext context, TDelivery delivery)
    where TDelivery : struct, IConnectionDelivery
{
    private readonly Spares<UpgradeDetector> _free = new();
    private readonly HashSet<int>? _ports = context.Options.WebSocketPorts.Count > 0 ? [.. context.Options.WebSocketPorts] : null;
    private readonly HashSet<long>? _forced = context.Options.WebSocketConnections.Count > 0 ? [.. context.Options.WebSocketConnections] : null;
    private readonly TDelivery _delivery = delivery;
    private readonly int _clientDirection = (int)(context.Options.Perspective == Perspective.Server ? Direction.Rx : Direction.Tx);
    private long _held;

    /// <summary>The input being read, for messages.</summary>
    public string Source { get; set; } = string.Empty;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnOctets(TcpConnection connection, int half, long time, ReadOnlySpan<byte> octets)
    {
        if (connection.Stage == StreamStage.WebSocket)
        {
            _delivery.Push(connection.Attached!, DirectionOf(connection, half), time, octets);
        }
        else
        {
            Detect(connection, half, time, octets);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(TcpConnection connection, int half, bool isUnusual)
    {
        if (connection.Attached is { } input)
        {
            _delivery.Expect(input, DirectionOf(connection, half), isUnusual);
        }
    }

    public void OnGap(TcpConnection connection, int half, long time, ulong length)
    {
        if (connection.Stage == StreamStage.WebSocket)
        {
            _delivery.PushGap(connection.Attached!, DirectionOf(connection, half), time, length);
            return;
        }

        if (connection.Attached is Opening opening)
        {
            Direction direction = DirectionOf(connection, half);
            if (half != connection.ClientHalf)
            {
                // Where the answer begins cannot be told any more: the decoder has to find its way.
                Release(opening.Detector);
                connection.Attached = opening.Input;
                connection.Stage = StreamStage.WebSocket;
            }

            _delivery.PushGap(opening.Input, direction, time, length);
            return;
        }

        Decide(connection, time, Detector(connection).AddGap(half, length));
        if (connection.Stage == StreamStage.WebSocket || connection.Attached is Opening)
        {
            // Inside the head of the upgrade.
            OnGap(connection, half, time, length);
        }
    }

    public void OnEnd(TcpConnection connection, long time, EndKind how)
    {
        if (connection.Stage == StreamStage.Detecting)
        {
            if (connection.Attached is UpgradeDetector detector)
            {
                DetectorVerdict verdict = detector.Finish();
                Decide(connection, time, verdict);
            }
            else if (connection.Attached is null)
            {
                Skip(connection, SkippedKind.Empty);
            }
        }

        object? input = connection.Attached is Opening opening ? opening.Input : connection.Attached;
        if (connection.Attached is Opening unfinished)
        {
            Release(unfinished.Detector);
        }

        if (input is not null)
        {
            _delivery.PushEnd(input, time, how, Ending(connection));
        }

        connection.Attached = null;
    }

    public void OnRemark(long packet, bool isOfConnection, string message) => _delivery.Report(new CaptureProblem(Source, packet, null, message, IsFatal: false)
    {
        RecordKind = "packet",
        IsOfConnection = isOfConnection,
        Moment = context.Statistics.Moment?.Invoke() ?? 0,
    });

    // Without a branch: nobody could tell which way it goes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Direction DirectionOf(TcpConnection connection, int half) => (Direction)((half ^ connection.ClientHalf ^ _clientDirection) & 1);

    private void Detect(TcpConnection connection, int half, long time, ReadOnlySpan<byte> octets)
    {
        if (connection.Attached is null)
        {
            // Nearly every WebSocket connection begins with its upgrade in one segment: nothing to hold.
            if (connection.ClientHalf != (half ^ 1) && octets.StartsWith("GET "u8)
                && HttpHeadScan.FindEnd(octets) is > 0 and int end && HttpHeadScan.IsUpgrade(octets[..end]))
            {
                connection.ClientHalf = half;
                connection.Attached = Open(connection, startsAtFrame: false, limits: null);
                connection.Stage = StreamStage.WebSocket;
                _delivery.Push(connection.Attached, DirectionOf(connection, half), time, octets);
                return;
            }
        }
        else if (connection.Attached is Opening opening)
        {
            Align(connection, opening, half, time, octets);
            return;
        }

        UpgradeDetector detector = Detector(connection);
        int before = detector.HeldLength;
        DetectorVerdict verdict = detector.Add(half, time, octets);
        _held += detector.HeldLength - before;
        if (verdict == DetectorVerdict.Undecided && _held > context.Options.MaxHeldOctets)
        {
            verdict = DetectorVerdict.Skip;
        }

        Decide(connection, time, verdict);
    }

    private void Align(TcpConnection connection, Opening opening, int half, long time, ReadOnlySpan<byte> octets)
    {
        if (half == connection.ClientHalf)
        {
            _delivery.Push(opening.Input, DirectionOf(connection, half), time, octets);
            return;
        }

        int before = opening.Detector.HeldLength;
        bool isAligned = opening.Detector.Align(time, octets);
        _held += opening.Detector.HeldLength - before;
        if (isAligned)
        {
            connection.Attached = opening.Input;
            connection.Stage = StreamStage.WebSocket;
            PushHeld(connection, opening.Input, half, opening.Detector.Held(half));
            Release(opening.Detector);
        }
    }

    private static TcpEnding Ending(TcpConnection connection) => new()
    {
        FirstFin = connection.IsSimultaneous ? null : PartyOf(connection, connection.FirstFin),
        IsSimultaneous = connection.IsSimultaneous,
        ResetBy = connection.IsReset ? PartyOf(connection, connection.ResetHalf) : null,
        HalfClosedOctets = connection.HalfClosedOctets,
        IsGivenUp = connection.IsGivenUp,
    };

    private static Party? PartyOf(TcpConnection connection, int half) =>
        half == TcpConnection.Unknown ? null : half == connection.ClientHalf ? Party.Client : Party.Server;

    private UpgradeDetector Detector(TcpConnection connection)
    {
        if (connection.Attached is UpgradeDetector known)
        {
            return known;
        }

        UpgradeDetector detector = _free.TryTake(out UpgradeDetector? used) ? used : new UpgradeDetector();
        bool isForced = _forced?.Contains(connection.Number) == true || IsForced(connection.Key.Port(0)) || IsForced(connection.Key.Port(1));
        detector.Begin(connection.ClientHalf, connection.Halves[0].HasSyn || connection.Halves[1].HasSyn, isForced, context.Options.MaxDetectionOctets);
        connection.Attached = detector;
        return detector;
    }

    private void Decide(TcpConnection connection, long time, DetectorVerdict verdict)
    {
        if (verdict == DetectorVerdict.Undecided)
        {
            return;
        }

        var detector = (UpgradeDetector)connection.Attached!;
        if (detector.ClientHalf != TcpConnection.Unknown)
        {
            connection.ClientHalf = detector.ClientHalf;
        }
        else if (connection.ClientHalf == TcpConnection.Unknown)
        {
            connection.ClientHalf = GuessClient(connection);
        }

        if (verdict == DetectorVerdict.Skip)
        {
            if (detector.Kind == SkippedKind.Tls)
            {
                AddTls(connection, detector);
            }

            Release(detector);
            connection.Attached = null;
            Skip(connection, detector.Kind);
            return;
        }

        bool startsAtFrame = verdict == DetectorVerdict.Frames;
        object input = Open(connection, startsAtFrame, startsAtFrame ? detector.Evidence.Describe() : null);
        int client = connection.ClientHalf;
        if (!startsAtFrame && detector.IsServerBehind)
        {
            PushHeld(connection, input, client, detector.Held(client));
            connection.Attached = new Opening(input, detector);
            return;
        }

        connection.Attached = input;
        connection.Stage = StreamStage.WebSocket;
        if (startsAtFrame)
        {
            PushHeldInOrder(connection, input, detector);
        }
        else
        {
            PushHeld(connection, input, client, detector.Held(client));
            PushHeld(connection, input, client ^ 1, detector.Held(client ^ 1));
        }

        Release(detector);
    }

    private void Skip(TcpConnection connection, SkippedKind kind)
    {
        connection.Stage = StreamStage.Skipped;
        connection.Kind = kind;
        context.Statistics.AddSkipped(kind);
    }

    private bool IsForced(ushort port) => _ports?.Contains(port) == true;

    private int GuessClient(TcpConnection connection)
    {
        if (IsForced(connection.Key.Port(0)) != IsForced(connection.Key.Port(1)))
        {
            return IsForced(connection.Key.Port(0)) ? 1 : 0;
        }

        // Servers listen on lower ports than clients are given.
        return connection.Key.Port(0) < connection.Key.Port(1) ? 1 : 0;
    }

    private void AddTls(TcpConnection connection, UpgradeDetector detector)
    {
        (string? name, IReadOnlyList<string> protocols) = ClientHello.Read(detector.Held(connection.ClientHalf).Octets);
        context.Statistics.AddTls(new TlsConnection(
            connection.Number,
            connection.Key.Describe(connection.ClientHalf),
            connection.Key.Describe(connection.ClientHalf ^ 1),
            name,
            protocols));
    }

    private object Open(TcpConnection connection, bool startsAtFrame, IReadOnlyList<string>? limits)
    {
        context.Statistics.WebSocketConnections++;
        return _delivery.Open(new ConnectionStart
        {
            Connection = connection.Number,
            Source = Source,
            ClientEndpoint = connection.Key.Endpoint(connection.ClientHalf),
            ServerEndpoint = connection.Key.Endpoint(connection.ClientHalf ^ 1),
            Client = connection.Key.IsV6 ? connection.Key.Describe(connection.ClientHalf) : null,
            Server = connection.Key.IsV6 ? connection.Key.Describe(connection.ClientHalf ^ 1) : null,
            Perspective = context.Options.Perspective ?? Perspective.Client,
            Started = new Timestamp(connection.Started),
            StartsAtFrame = startsAtFrame,
            Limits = limits,
        });
    }

    private void PushHeld(TcpConnection connection, object input, int half, HeldOctets held)
    {
        Direction direction = DirectionOf(connection, half);
        ReadOnlySpan<byte> octets = held.Octets;
        foreach (HeldOctets.Piece piece in held.Pieces)
        {
            _delivery.Push(input, direction, piece.Time, octets[..piece.Length]);
            octets = octets[piece.Length..];
        }
    }

    /// <summary>Pushes what both sides hold in the order of time, the client's first where times are equal.</summary>
    private void PushHeldInOrder(TcpConnection connection, object input, UpgradeDetector detector)
    {
        int client = connection.ClientHalf;
        ReadOnlySpan<HeldOctets.Piece> sent = detector.Held(client).Pieces;
        ReadOnlySpan<HeldOctets.Piece> received = detector.Held(client ^ 1).Pieces;
        ReadOnlySpan<byte> sentOctets = detector.Held(client).Octets;
        ReadOnlySpan<byte> receivedOctets = detector.Held(client ^ 1).Octets;
        while (sent.Length + received.Length > 0)
        {
            bool isSent = received.Length == 0 || (sent.Length > 0 && sent[0].Time <= received[0].Time);
            ref ReadOnlySpan<HeldOctets.Piece> pieces = ref (isSent ? ref sent : ref received);
            ref ReadOnlySpan<byte> octets = ref (isSent ? ref sentOctets : ref receivedOctets);
            _delivery.Push(input, DirectionOf(connection, isSent ? client : client ^ 1), pieces[0].Time, octets[..pieces[0].Length]);
            octets = octets[pieces[0].Length..];
            pieces = pieces[1..];
        }
    }

    private void Release(UpgradeDetector detector)
    {
        _held -= detector.HeldLength;
        detector.Held(0).Clear();
        detector.Held(1).Clear();
        _free.Add(detector);
    }

    /// <summary>A connection whose upgrade was seen while answers to earlier requests are still to come.</summary>
    private sealed record Opening(object Input, UpgradeDetector Detector);
}

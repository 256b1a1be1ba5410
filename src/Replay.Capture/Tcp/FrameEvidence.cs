using System.Globalization;

namespace Replay.Capture.Tcp;

/// <summary>
/// Recognises WebSocket in streams whose handshake is missing: frames in both directions, masked one way only
/// (RFC 6455 §5.1). Compressed payloads do not hinder it.
/// </summary>
internal sealed class FrameEvidence
{
    private const int MaxFailures = 64;
    private const int EnoughFrames = 5;
    private const int EnoughWeight = 40;
    private const int HighWeight = 64;
    private const int EnoughAtEnd = 20;

    private readonly HeldOctets[] _held;
    private readonly FrameChain[] _chains;
    private bool _isForced;
    private int _tlsRecords;

    public FrameEvidence(HeldOctets[] held)
    {
        _held = held;
        _chains = [new FrameChain(held[0]), new FrameChain(held[1])];
    }

    /// <summary>The half that masks, or <see cref="TcpConnection.Unknown"/>.</summary>
    public int ClientHalf =>
        _chains[0].Frames > 0 && _chains[0].IsMasked && !(_chains[1].Frames > 0 && _chains[1].IsMasked) ? 0
        : _chains[1].Frames > 0 && _chains[1].IsMasked && !(_chains[0].Frames > 0 && _chains[0].IsMasked) ? 1
        : TcpConnection.Unknown;

    /// <summary>True when segments looked like TLS records.</summary>
    public bool IsTls => _tlsRecords >= 2;

    public void Begin(bool isForced)
    {
        _isForced = isForced;
        _tlsRecords = 0;
        _chains[0].Begin();
        _chains[1].Begin();
    }

    /// <summary>Takes over what is held already, each direction from its first octet.</summary>
    public DetectorVerdict Start(int limit)
    {
        for (int half = 0; half < 2; half++)
        {
            if (_held[half].Length > 0)
            {
                byte[] octets = _held[half].Octets.ToArray();
                HeldOctets.Piece[] pieces = _held[half].Pieces.ToArray();
                _held[half].Clear();
                int at = 0;
                foreach (HeldOctets.Piece piece in pieces)
                {
                    _chains[half].Add(piece.Time, octets.AsSpan(at, piece.Length), limit);
                    at += piece.Length;
                }
            }
        }

        return Judge();
    }

    public DetectorVerdict Add(int half, long time, ReadOnlySpan<byte> octets, int limit)
    {
        FrameChain chain = _chains[half];
        chain.Add(time, octets, limit);
        if (chain.Frames == 0 && StreamStart.Recognize(octets) == StreamStart.Kind.TlsOther)
        {
            _tlsRecords++;
        }

        return IsTls || _chains[0].Failures + _chains[1].Failures > MaxFailures ? _isForced ? DetectorVerdict.Frames : DetectorVerdict.Skip
            : chain.Frames > 0 ? Judge()
            : DetectorVerdict.Undecided;
    }

    public void AddGap(int half) => _chains[half].AddGap();

    /// <summary>The connection is over; what there is must do.</summary>
    public DetectorVerdict Finish()
    {
        FrameChain a = _chains[0];
        FrameChain b = _chains[1];
        return (IsTwoSided && a.Weight + b.Weight >= EnoughAtEnd) || (_isForced && _held[0].Length + _held[1].Length > 0)
            ? DetectorVerdict.Frames
            : DetectorVerdict.Skip;
    }

    /// <summary>What the reader should know of the decision.</summary>
    public IReadOnlyList<string> Describe()
    {
        FrameChain a = _chains[0];
        FrameChain b = _chains[1];
        int weight = IsTwoSided ? a.Weight + b.Weight : 0;
        string confidence = weight >= HighWeight ? "high" : weight >= EnoughWeight ? "medium" : "low";
        List<string> limits =
        [
            _isForced
                ? "the handshake is missing; decoded as WebSocket because asked to"
                : string.Create(CultureInfo.InvariantCulture, $"the handshake is missing; taken for WebSocket from {a.Frames + b.Frames} consistent frames, masked one way only (confidence {confidence})"),
        ];
        if (a.Dropped + b.Dropped > 0)
        {
            long client = ClientHalf == 1 ? b.Dropped : a.Dropped;
            limits.Add(string.Create(CultureInfo.InvariantCulture, $"left out before the first frames: {client} octets from the client, {a.Dropped + b.Dropped - client} from the server"));
        }

        return limits;
    }

    private bool IsTwoSided => _chains[0].Frames > 0 && _chains[1].Frames > 0 && _chains[0].IsMasked != _chains[1].IsMasked;

    private DetectorVerdict Judge()
    {
        FrameChain a = _chains[0];
        FrameChain b = _chains[1];
        bool isClear = IsTwoSided && a.Weight + b.Weight >= EnoughWeight
            && ((a.Frames >= 2 && b.Frames >= 2 && a.Frames + b.Frames >= EnoughFrames) || a.Weight + b.Weight >= HighWeight);
        return isClear || (_isForced && a.Frames + b.Frames > 0) ? DetectorVerdict.Frames : DetectorVerdict.Undecided;
    }
}

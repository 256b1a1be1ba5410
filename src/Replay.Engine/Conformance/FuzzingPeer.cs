using System.Collections.Immutable;
using System.Text;
using Replay.Cases;
using Replay.Cases.Scripts;
using Replay.Protocol;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>
/// The fuzzer's side of one connection, without I/O: takes octets and the passing of time, makes octets and, in the end, an
/// observation. States, timers and their order are those of the original suite. One caller at a time.
/// </summary>
internal sealed partial class FuzzingPeer : IFrameConsumer
{
    private readonly FuzzerOptions _options;
    private readonly CaseExpectation? _expectation;
    private readonly ImmutableArray<CaseStep> _script;
    private readonly bool _isServer;
    private readonly Func<MaskingKey>? _keys;
    private readonly FrameReceiver _receiver;
    private readonly OutgoingQueue _outgoing = new();
    private readonly List<ReceivedEvent> _received = [];
    private TrafficCounts _traffic;
    private FuzzerState _state;
    private long _eventOctets;

    /// <summary>Makes a peer for a case.</summary>
    /// <param name="one">The case.</param>
    /// <param name="isServer">The fuzzer is the server.</param>
    /// <param name="options">Times and limits.</param>
    public FuzzingPeer(CaseDefinition one, bool isServer, FuzzerOptions options)
        : this(one.Script, isServer, options)
    {
        _expectation = one.Expectation;
    }

    /// <summary>Makes a peer for a case, with another script than the case's own.</summary>
    public FuzzingPeer(CaseDefinition one, ImmutableArray<CaseStep> script, FuzzerOptions options)
        : this(script, isServer: false, options)
    {
        _expectation = one.Expectation;
    }

    /// <summary>Makes a peer that runs a script and expects nothing.</summary>
    public FuzzingPeer(ImmutableArray<CaseStep> script, bool isServer, FuzzerOptions options)
    {
        _options = options;
        _isServer = isServer;
        _script = script;
        _receiver = new FrameReceiver(this, isServer, options.MaxInflated);
        Log = new CaseLog(options.MaxLogRows);
        Timers = new CaseTimers(options.Clock);
        _keys = isServer ? null : options.MaskingKeys ?? RandomKeys();
    }

    /// <summary>The wire log.</summary>
    public CaseLog Log { get; }

    /// <summary>The timers that run.</summary>
    public CaseTimers Timers { get; }

    /// <summary>The events so far.</summary>
    public IReadOnlyList<ReceivedEvent> Received => _received;

    /// <summary>More events came than are kept.</summary>
    public bool EventsAreCut { get; private set; }

    /// <summary>The opening handshake completed.</summary>
    public bool WasOpen { get; private set; }

    /// <summary>permessage-deflate is in use.</summary>
    public bool UsesDeflate => _deflater is not null;

    /// <inheritdoc/>
    public bool HasFailed { get; private set; }

    /// <inheritdoc/>
    public bool IsClosed => _state == FuzzerState.Closed;

    /// <summary>TCP is to be dropped: at once, or as soon as everything has been written.</summary>
    public bool WantsDrop { get; private set; }

    /// <summary>TCP is to be dropped without writing anything more.</summary>
    public bool WantsAbort { get; private set; }

    /// <summary>When something was sent or received last.</summary>
    public long LastActivity { get; private set; }

    /// <summary>The traffic when the case's messages had all come back; null when they did not.</summary>
    public TrafficCounts? FinalTraffic { get; private set; }

    /// <summary>Counts octets of the opening handshake.</summary>
    public void HandshakeSent(ReadOnlySpan<byte> octets)
    {
        _traffic.PreopenOutgoingWire += octets.Length;
        Log.Sent(octets, octets.Length, sync: false);
    }

    /// <summary>Counts octets of the opening handshake.</summary>
    public void HandshakeReceived(ReadOnlySpan<byte> octets)
    {
        _traffic.PreopenIncomingWire += octets.Length;
        Log.Received(octets);
    }

    /// <summary>The opening handshake is complete: the script begins.</summary>
    /// <param name="deflate">The parameters of permessage-deflate where it is in use.</param>
    public void Open(DeflateParameters? deflate)
    {
        _state = FuzzerState.Open;
        WasOpen = true;
        LastActivity = _options.Clock.GetTimestamp();
        if (deflate is not null)
        {
            UseDeflate(deflate);
        }

        if (_expectation?.WireLog == WireLogMode.OffSilently)
        {
            Log.IsOn = false;
        }
        else if (_expectation?.WireLog == WireLogMode.OffAnnounced)
        {
            Log.Switch(false);
        }

        StartDeadline();
        _pairsFirst = true;
        RunScript();
        _pairsFirst &= !_outgoing.IsEmpty;
    }

    /// <summary>Octets came.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="isLogged">They are in the log already, with the end of the opening handshake.</param>
    public void Receive(ReadOnlySpan<byte> octets, bool isLogged = false)
    {
        LastActivity = _options.Clock.GetTimestamp();
        if (!isLogged)
        {
            Log.Received(octets);
            if (_state == FuzzerState.Open)
            {
                _traffic.IncomingWire += octets.Length;
            }
        }

        if (!IsClosed)
        {
            _receiver.Receive(octets);
        }
    }

    /// <summary>TCP is gone.</summary>
    public void Lost()
    {
        Timers.Clear();
        _outgoing.Clear(keepLogged: false);
        _state = FuzzerState.Closed;
        if (!WasClean && !DroppedByMe && _whyNotClean is null)
        {
            _whyNotClean = WasOpen
                ? "the peer dropped TCP without a closing handshake"
                : "TCP was lost in the opening handshake";
        }
    }

    private static Func<MaskingKey> RandomKeys()
    {
        var random = new Random();
        return () => new MaskingKey((uint)random.NextInt64(0x1_0000_0000));
    }

    // However long a case may wait, it ends: the original waits for ever where a peer closes and keeps TCP.
    private void StartDeadline()
    {
        double waits = _script.Sum(step => step switch
        {
            WaitStep wait => wait.Seconds,
            CloseAfterStep close => close.Seconds,
            FailAfterStep fail => fail.Seconds,
            _ => 0,
        });
        Timers.After(TimeSpan.FromSeconds(waits) + _options.CloseTimeout + _options.DropTimeout + _options.Patience, OnDeadline);
    }

    private void OnDeadline()
    {
        _whyNotClean ??= "the case did not end in its time";
        Drop(abort: true);
    }

    private void AddEvent(ReceivedEvent one)
    {
        _eventOctets += one.Payload.Length;
        if (_received.Count < _options.MaxEvents && _eventOctets <= _options.MaxEventOctets)
        {
            _received.Add(one);
        }
        else
        {
            EventsAreCut = true;
        }
    }

    private static string ShowReason(ReadOnlySpan<byte> reason) =>
        CutPayload.Decode(reason) ?? Convert.ToHexStringLower(reason);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

using System.Buffers;
using Replay.Cases;
using Replay.Cases.Data;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>Cases that count echoes (9, 12, 13): messages are compared as they come and never kept.</summary>
internal sealed partial class FuzzingPeer
{
    private readonly ArrayBufferWriter<byte> _compressed = new();
    private Deflater? _deflater;
    private KnownMatches? _matches;
    private int _window;
    private CaseLoad? _load;
    private CaseDocument? _document;
    private PayloadPattern? _unit;
    private ReadOnlyMemory<byte> _expectedEcho;
    private int _sent;
    private long _compared;
    private bool _same;
    private bool _sameType;
    private long _matching;
    private long _other;

    /// <summary>The echoes so far.</summary>
    public EchoTally Echoes => new(_matching, _other);

    /// <summary>What the last echo was, where it was wrong, in words; else null.</summary>
    public string? WrongEcho { get; private set; }

    private void UseDeflate(DeflateParameters deflate)
    {
        (int ours, bool ourContext, int theirs, bool theirContext) = _isServer
            ? (deflate.ServerMaxWindowBits, !deflate.ServerNoContextTakeover, deflate.ClientMaxWindowBits, !deflate.ClientNoContextTakeover)
            : (deflate.ClientMaxWindowBits, !deflate.ClientNoContextTakeover, deflate.ServerMaxWindowBits, !deflate.ServerNoContextTakeover);
        _deflater = new Deflater(ours, ourContext);
        _window = ours;
        _receiver.UseDeflate(theirs, theirContext);
    }

    private void StartEchoes(CaseLoad load)
    {
        _load = load;
        _document = CaseData.Document(load.Data);
        if (_expectation!.Echoes!.NeedsDeflate && _deflater is null)
        {
            SendClose(1000, [], isReply: false);
            return;
        }

        if (_document is null)
        {
            _unit = new PayloadPattern(CaseData.Unit(load.Data), load.Length);
        }
        else
        {
            _matches = KnownDocuments.Matches(load.Data, _document, _window);
        }

        SendNext();
    }

    private void SendNext()
    {
        if (_state != FuzzerState.Open)
        {
            return;
        }

        Opcode opcode = _load!.Type == MessageType.Text ? Opcode.Text : Opcode.Binary;
        _traffic.OutgoingMessages++;
        if (_document is null)
        {
            SendMany(OutgoingItem.Frames(opcode, true, 0, _unit!, null, _keys), opcode, _unit!.Length, _unit.Length);
            _sent++;
            return;
        }

        _expectedEcho = _document.Message(_sent, (int)_load.Length);
        _compressed.ResetWrittenCount();
        _deflater!.Compress(_expectedEcho.Span, _matches!, _document.Position(_sent, (int)_load.Length), _compressed);
        ReadOnlyMemory<byte> octets = _compressed.WrittenMemory;
        long fragment = _load.FragmentLength is { } length && length < octets.Length ? length : octets.Length;
        _traffic.OutgoingApp += _expectedEcho.Length;
        _traffic.OutgoingFramesOctets += octets.Length;
        SendMany(OutgoingItem.Frames(opcode, true, 4, octets, fragment, _keys), opcode, octets.Length, fragment);
        _sent++;
    }

    private void BeginEcho(MessageType type)
    {
        _compared = 0;
        _same = true;
        _sameType = _expectation?.Echoes?.Type == type;
    }

    private void CompareEcho(ReadOnlySpan<byte> octets)
    {
        if (_expectation!.Echoes!.ContentMatters && _same)
        {
            _same = _compared + octets.Length <= _expectedEcho.Length
                && octets.SequenceEqual(_expectedEcho.Span.Slice((int)_compared, octets.Length));
        }

        _compared += octets.Length;
    }

    private void EndEcho(EchoExpectation echoes)
    {
        bool right = _sameType && (echoes.ContentMatters ? _same && _compared == _expectedEcho.Length : _compared == echoes.Length);
        if (right)
        {
            _matching++;
        }
        else
        {
            _other++;
            WrongEcho ??= DescribeWrong(echoes);
        }

        if (right && _load is not null && _sent < echoes.Count)
        {
            SendNext();
            return;
        }

        if (right && _load is not null && echoes.NeedsDeflate)
        {
            FinalTraffic ??= _traffic;
        }

        EndQuiet();
        SendClose(1000, [], isReply: false);
    }

    // The log holds the end of the case again.
    private void EndQuiet()
    {
        if (_expectation!.WireLog == WireLogMode.OffSilently)
        {
            Log.IsOn = true;
        }
        else if (_expectation.WireLog == WireLogMode.OffAnnounced)
        {
            Log.Switch(true);
        }
    }

    private string DescribeWrong(EchoExpectation echoes)
    {
        string number = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"echo {_matching + _other} ");
        if (!_sameType)
        {
            return number + (echoes.Type == MessageType.Text ? "is binary, not text" : "is text, not binary");
        }

        long expected = echoes.ContentMatters ? _expectedEcho.Length : echoes.Length;
        return _compared != expected
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}has {_compared} octets, not {expected}")
            : number + "has other octets than were sent";
    }
}

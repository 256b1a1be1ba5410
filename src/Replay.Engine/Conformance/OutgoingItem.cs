using Replay.Cases.Scripts;
using Replay.Protocol;
using Replay.Sessions.Verdicts;

namespace Replay.Engine.Conformance;

/// <summary>
/// Something on its way out: raw octets, a frame, or a message in fragments. Octets are made when there is room for them, so
/// that a message of 16 MiB takes a few octets of memory.
/// </summary>
internal sealed class OutgoingItem
{
    private const int Block = 8192;
    private readonly byte[] _head;
    private readonly PayloadPattern? _pattern;
    private readonly ReadOnlyMemory<byte> _octets;
    private readonly Opcode _opcode;
    private readonly byte _rsv;
    private readonly bool _fin;
    private readonly Func<MaskingKey>? _keys;
    private readonly MaskingKey? _firstKey;
    private readonly long _length;
    private readonly long _fragmentLength;
    private MaskingKey? _key;
    private int _headLength;
    private int _headAt;
    private long _at;
    private long _fragmentStart;
    private long _fragmentEnd;
    private bool _started;
    private bool _ended;

    private OutgoingItem(Opcode opcode, bool fin, int rsv, PayloadPattern? pattern, ReadOnlyMemory<byte> octets, long? fragmentLength, Func<MaskingKey>? keys)
    {
        _head = new byte[FrameHeader.MaxLength];
        _opcode = opcode;
        _fin = fin;
        _rsv = (byte)rsv;
        _pattern = pattern is null ? null : Expanded(pattern);
        _octets = octets;
        _length = pattern?.Length ?? octets.Length;
        _fragmentLength = fragmentLength is { } length && length < _length ? length : _length;
        _keys = keys;
        _firstKey = keys?.Invoke();
    }

    private OutgoingItem(byte[] raw)
    {
        _head = raw;
        _headLength = raw.Length;
        _started = true;
        _ended = true;
    }

    /// <summary>Octets of each write; null: as many as there are.</summary>
    public int? ChopLength { get; init; }

    /// <summary>It is a write of its own.</summary>
    public bool Sync { get; init; }

    /// <summary>An answer came before anything further was sent, or none; null where that is not known.</summary>
    public bool? AnswerFollows { get; init; }

    /// <summary>It leaves by itself, whole or in pieces.</summary>
    public bool IsSlow => Sync || ChopLength is not null;

    /// <summary>It stands behind what leaves by itself, and is logged when its turn comes.</summary>
    public bool WaitsItsTurn { get; set; }

    /// <summary>Counted and logged already: its octets may leave together with others.</summary>
    public bool IsLogged { get; set; }

    /// <summary>The first of its writes is counted and logged already.</summary>
    public bool IsFirstLogged { get; set; }

    /// <summary>The masking key of the first frame, or null.</summary>
    public MaskingKey? FirstKey => _firstKey;

    /// <summary>Everything has been taken.</summary>
    public bool IsDone => _ended && _headAt == _headLength && _at == _fragmentEnd;

    /// <summary>A frame, or a message in fragments where a length for them is given.</summary>
    public static OutgoingItem Frames(Opcode opcode, bool fin, int rsv, PayloadPattern payload, long? fragmentLength, Func<MaskingKey>? keys) =>
        new(opcode, fin, rsv, payload, default, fragmentLength, keys);

    /// <summary>The frame of a step.</summary>
    public static OutgoingItem Frame(FrameStep step, Func<MaskingKey>? keys) =>
        new(step.Opcode, step.Fin, step.Rsv, step.Payload, default, null, keys)
        {
            ChopLength = step.ChopLength,
            Sync = step.Sync,
            AnswerFollows = step.AnswerFollows,
        };

    /// <summary>A frame, or a message in fragments where a length for them is given.</summary>
    public static OutgoingItem Frames(Opcode opcode, bool fin, int rsv, ReadOnlyMemory<byte> payload, long? fragmentLength, Func<MaskingKey>? keys) =>
        new(opcode, fin, rsv, null, payload, fragmentLength, keys);

    /// <summary>Octets as they are.</summary>
    public static OutgoingItem Raw(byte[] octets) => new(octets);

    /// <summary>Makes further octets; 0 only when there are none left.</summary>
    public int Take(Span<byte> destination)
    {
        int made = 0;
        while (made < destination.Length && !IsDone)
        {
            if (_headAt < _headLength)
            {
                int count = Math.Min(_headLength - _headAt, destination.Length - made);
                _head.AsSpan(_headAt, count).CopyTo(destination[made..]);
                _headAt += count;
                made += count;
            }
            else if (_at < _fragmentEnd)
            {
                made += TakePayload(destination[made..]);
            }
            else
            {
                StartFragment();
            }
        }

        return made;
    }

    /// <summary>The first octets, without taking them. Before the first <see cref="Take"/> only.</summary>
    public int Peek(Span<byte> destination)
    {
        (int headLength, int headAt, bool started, bool ended) = (_headLength, _headAt, _started, _ended);
        int made = Take(destination);
        (_headLength, _headAt, _started, _ended) = (headLength, headAt, started, ended);
        (_at, _fragmentStart, _fragmentEnd) = (0, 0, 0);
        return made;
    }

    // A unit of one octet is copied octet by octet: the same payload by a larger unit is copied by the block.
    private static PayloadPattern Expanded(PayloadPattern pattern) =>
        pattern.Unit.Length < Block && pattern.Length > Block
            ? new PayloadPattern(pattern.Take(Block / pattern.Unit.Length * pattern.Unit.Length), pattern.Length)
            : pattern;

    private int TakePayload(Span<byte> destination)
    {
        int count = (int)Math.Min(_fragmentEnd - _at, destination.Length);
        Span<byte> made = destination[..count];
        if (_pattern is not null)
        {
            _pattern.CopyTo(_at, made);
        }
        else
        {
            _octets.Span.Slice((int)_at, count).CopyTo(made);
        }

        if (_key is { } key)
        {
            Masking.Apply(made, made, key, (ulong)(_at - _fragmentStart));
        }

        _at += count;
        return count;
    }

    private void StartFragment()
    {
        bool first = !_started;
        _started = true;
        _fragmentStart = _at;
        _fragmentEnd = Math.Min(_at + _fragmentLength, _length);

        // A message that its fragments fill exactly ends in one more, an empty one: so the original's sender does it.
        _ended = _fragmentEnd == _length && (first ? _fragmentEnd - _fragmentStart == _length : _fragmentEnd - _fragmentStart < _fragmentLength);
        _key = first ? _firstKey : _keys?.Invoke();
        var header = FrameHeader.Create(
            first ? _opcode : Opcode.Continuation,
            (ulong)(_fragmentEnd - _fragmentStart),
            _fin && _ended,
            first ? _rsv : (byte)0,
            _key);
        _headLength = FrameWriter.WriteHeader(header, _head);
        _headAt = 0;
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>
/// Inflates the messages of one direction of permessage-deflate (RFC 1951, RFC 7692 §7.2.2), fed in pieces cut anywhere.
/// </summary>
/// <remarks>
/// <para>A message is fed with <see cref="Inflate"/>, as often as there is input and for as long as it answers
/// <see cref="InflateStatus.OutputFull"/>, and ended with <see cref="FinishMessage"/>, which stands for the octets
/// 00 00 ff ff. After a failure the rest of the message is refused; the next message starts after
/// <see cref="FinishMessage"/> again, without the octets before it.</para>
/// <para>Nothing is allocated before the first compressed octet; then the context grows with what was inflated, to 32 KiB
/// at most, and is rented from <see cref="ArrayPool{T}"/>, as are the 8 KiB of tables a dynamic block needs until it ends.
/// The output given by the caller is where matches are copied from first: one buffer of 32-64 KiB that all connections
/// share stays in the processor's cache and makes the context of each be touched only where a match goes back further.</para>
/// </remarks>
public sealed partial class Inflater
{
    private Stage _stage;
    private InflateStatus _failure;
    private bool _finalBlock;
    private bool _afterFinalBlock;
    private bool _afterEmptyStored;
    private bool _contextTakeover;
    private bool _contextLost;

    // Bits taken from the input and not yet used, the next one lowest.
    private ulong _bits;
    private int _bitCount;

    private uint[]? _tables;
    private int _literalBits;
    private int _distanceBits;

    // What is left of a stored block, or of a match that the output had no room for.
    private int _left;
    private int _leftDistance;

    private long _taken;
    private long _messageStartIn;
    private long _messageStartOut;
    private int _windowLimit;

    /// <summary>Creates an inflater.</summary>
    /// <param name="windowBits">Base-2 logarithm of the agreed window, 8-15 (RFC 7692 §7.1.2).</param>
    /// <param name="contextTakeover">False when each message starts with an empty window (RFC 7692 §7.1.1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="windowBits"/> is not 8-15.</exception>
    public Inflater(int windowBits = 15, bool contextTakeover = true) => Reset(windowBits, contextTakeover);

    private enum Stage : byte
    {
        BlockHeader,
        StoredLength,
        Stored,
        DynamicCounts,
        PrecodeLengths,
        CodeLengths,
        Symbols,
        Failed,
    }

    /// <summary>True to fail with <see cref="InflateStatus.DistanceBeyondWindow"/>; false, the default, to note the first such
    /// distance of a message in <see cref="WindowViolationDistance"/> and go on, since the octets are there.</summary>
    public bool FailBeyondWindow { get; set; }

    /// <summary>The first distance of this message beyond the agreed window (RFC 7692 §7.1.2), in octets; 0 for none.</summary>
    public int WindowViolationDistance { get; private set; }

    /// <summary>Where in the inflated message <see cref="WindowViolationDistance"/> was met, in octets.</summary>
    public long WindowViolationOffset { get; private set; }

    /// <summary>The failure of this message, or <see cref="InflateStatus.NeedsInput"/> when there is none so far.</summary>
    public InflateStatus LastFailure => _failure;

    /// <summary>The distance a failure was about, in octets; 0 for other failures.</summary>
    public int FailureDistance { get; private set; }

    /// <summary>Compressed octets used since <see cref="Reset"/>; after a failure, the offset of the octet after it.</summary>
    public long TotalIn => _taken - (_bitCount >> 3);

    /// <summary>Octets inflated since <see cref="Reset"/>.</summary>
    public long TotalOut { get; private set; }

    /// <summary>Compressed octets of this message used so far.</summary>
    public long MessageIn => TotalIn - _messageStartIn;

    /// <summary>Octets inflated of this message so far.</summary>
    public long MessageOut => TotalOut - _messageStartOut;

    /// <summary>Octets of context held, at most 32768.</summary>
    public int ContextLength => _history;

    /// <summary>Starts a new stream and keeps the buffers.</summary>
    /// <param name="windowBits">Base-2 logarithm of the agreed window, 8-15 (RFC 7692 §7.1.2).</param>
    /// <param name="contextTakeover">False when each message starts with an empty window (RFC 7692 §7.1.1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="windowBits"/> is not 8-15.</exception>
    public void Reset(int windowBits, bool contextTakeover)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowBits, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowBits, 15);
        _windowLimit = 1 << windowBits;
        _contextTakeover = contextTakeover;
        _taken = 0;
        TotalOut = 0;
        _contextLost = false;
        ForgetContext();
        StartMessage();
    }

    /// <summary>Inflates further octets of the message.</summary>
    /// <param name="input">The next compressed octets.</param>
    /// <param name="output">Where the inflated octets go. Its content beyond <paramref name="written"/> may change too.</param>
    /// <param name="consumed">Octets taken from <paramref name="input"/>.</param>
    /// <param name="written">Octets put into <paramref name="output"/>, on a failure those before it.</param>
    /// <param name="last">True when <paramref name="input"/> is the end of the message: saves keeping octets that nothing
    /// can refer to any more.</param>
    /// <returns><see cref="InflateStatus.NeedsInput"/> with all input taken, <see cref="InflateStatus.OutputFull"/>, or a failure.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public InflateStatus Inflate(
        ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written, bool last = false)
    {
        if (_stage == Stage.Failed)
        {
            consumed = written = 0;
            return _failure;
        }

        Cursor cursor = new(input, output);
        InflateStatus status = Run(ref cursor);
        consumed = cursor.In;
        written = cursor.Out;
        _taken += consumed;
        TotalOut += written;
        if (status.IsFailure())
        {
            Fail(status);
        }
        else if (written > 0 && (_contextTakeover || !last || status == InflateStatus.OutputFull))
        {
            Remember(output[..written]);
        }

        return status;
    }

    /// <summary>Ends the message, as if 00 00 ff ff were fed (RFC 7692 §7.2.2), and gets ready for the next.</summary>
    /// <returns>A status for which <see cref="InflateStatusExtensions.IsFinished"/> holds; or
    /// <see cref="InflateStatus.MissingTail"/>, <see cref="InflateStatus.Incomplete"/>, or the failure met before.</returns>
    public InflateStatus FinishMessage()
    {
        InflateStatus status = End();
        if (!_contextTakeover)
        {
            _contextLost = false;
            ForgetContext();
            ReturnWindow();
        }
        else if (status.IsFailure())
        {
            // The sender's window holds octets that are not known here, at a distance that is not known either.
            _contextLost = true;
            ForgetContext();
        }

        StartMessage();
        return status;
    }

    /// <summary>Gives up the message under way, if any, and the context: octets of the stream are missing. A distance to
    /// before this point yields <see cref="InflateStatus.ContextLost"/>.</summary>
    public void MarkContextLost()
    {
        _contextLost = _contextTakeover;
        ForgetContext();
        StartMessage();
    }

    /// <summary>Hands all buffers back. What follows is as after <see cref="MarkContextLost"/>.</summary>
    public void Release()
    {
        MarkContextLost();
        ReturnWindow();
    }

    private InflateStatus End()
    {
        if (_stage == Stage.Failed)
        {
            return _failure;
        }

        // 00 00 ff ff complete an empty stored block only if they are its length and nothing but its length.
        if (_stage == Stage.StoredLength && _bitCount == 0)
        {
            return InflateStatus.Finished;
        }

        if (_stage == Stage.BlockHeader && _bitCount == 0)
        {
            return _afterEmptyStored ? InflateStatus.FinishedTailNotRemoved
                : _afterFinalBlock ? InflateStatus.FinishedFinalBlock
                : InflateStatus.MissingTail;
        }

        // Fewer bits than a block header has: whole blocks, so all of the output and the context are there.
        return _stage == Stage.BlockHeader && _bits == 0 ? InflateStatus.MissingTail : InflateStatus.Incomplete;
    }

    private void StartMessage()
    {
        ReturnTables();
        _taken -= _bitCount >> 3;
        _stage = Stage.BlockHeader;
        _failure = InflateStatus.NeedsInput;
        _finalBlock = _afterFinalBlock = _afterEmptyStored = false;
        _bits = 0;
        _bitCount = 0;
        _left = _leftDistance = 0;
        FailureDistance = 0;
        WindowViolationDistance = 0;
        WindowViolationOffset = 0;
        _messageStartIn = _taken;
        _messageStartOut = TotalOut;
    }

    private void Fail(InflateStatus status)
    {
        _failure = status;
        _stage = Stage.Failed;
        ReturnTables();
    }

    private void ReturnTables()
    {
        if (_tables is not null && _tables != InflateTables.Fixed)
        {
            ArrayPool<uint>.Shared.Return(_tables);
        }

        _tables = null;
    }

    /// <summary>The spans of one call and how far they are used.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> input, Span<byte> output)
    {
        public readonly ReadOnlySpan<byte> Input = input;
        public readonly Span<byte> Output = output;
        public int In;
        public int Out;
    }
}

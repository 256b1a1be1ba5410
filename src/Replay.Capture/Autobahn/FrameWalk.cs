using Replay.Protocol;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>
/// Walks a stream frame by frame beside the log's frame lines, which tell what the octet rows hide. Octets lead: a line counts
/// only where nothing that is visible contradicts it.
/// </summary>
internal sealed class FrameWalk(LoggedStream stream, IReadOnlyList<LoggedLine> lines, WireLogDialect dialect, Direction direction)
{
    /// <summary>Octets of one direction that are rebuilt at most: 64 MiB, above the largest payload of any case.</summary>
    public const ulong MaxRebuilt = 64 * 1024 * 1024;

    // How far ahead a frame's line is looked for: lines whose frames were not sent any more stand between.
    private const int MaxLinesAhead = 64;

    private ulong _rebuilt;
    private int _next;

    /// <summary>How well octets and lines went together; comparable between assumptions about the same stream.</summary>
    public int Score { get; private set; }

    /// <summary>Walks from a frame's start to the end of what is placed.</summary>
    /// <param name="start">Offset of a frame's first octet.</param>
    /// <param name="firstLine">The first frame line that may belong to it.</param>
    /// <param name="isCertain">False when a frame is only supposed to start there: then its line has to confirm it.</param>
    /// <returns>The first line behind those that were used.</returns>
    public int Run(ulong start, int firstLine, bool isCertain)
    {
        _next = firstLine;
        Span<byte> head = stackalloc byte[FrameHeader.MaxLength];
        ulong at = start;
        while (at < stream.End)
        {
            int known = stream.Gather(at, head);
            bool isVisible = FrameReader.TryRead(head[..known], out FrameHeader header);
            if (!isVisible && !Predict(head[..known], at, out header))
            {
                return _next;
            }

            ulong end = at + header.HeaderLength;
            if (header.PayloadLength > long.MaxValue || header.PayloadLength > ulong.MaxValue - end)
            {
                return _next;
            }

            end += header.PayloadLength;
            int line = Match(header, at, end, !isVisible);
            if (line >= 0)
            {
                _next = line + 1;
                Score += Prove(header, lines[line].Frame, at, end) && isVisible ? 1 : 0;
            }
            else if (!isCertain || !isVisible)
            {
                return _next;
            }
            else
            {
                Score -= 3;
            }

            isCertain = true;
            at = end;
        }

        Score += at == stream.End ? 2 : 0;
        return _next;
    }

    /// <summary>The header that the next line describes, as far as it can be told.</summary>
    private bool Predict(ReadOnlySpan<byte> visible, ulong at, out FrameHeader header)
    {
        header = default;
        if (_next >= lines.Count || LoggedPayload.WireLength(lines[_next].Frame) is not { } length)
        {
            return false;
        }

        WireLogFrame frame = lines[_next].Frame;
        byte[]? key = LoggedPayload.Key(frame);
        bool masked = frame is WireLogRxFrame received ? received.Masked : frame.Mask is not null;

        // A received frame that failed the connection says 0, a compressed one what it inflated to.
        if ((masked && key is null) || (direction == Direction.Rx && (frame.Rsv != 0 || (length == 0 && !EndsRead(frame, at + (masked ? 6u : 2u))))))
        {
            return false;
        }

        header = FrameHeader.Create((Opcode)frame.Opcode, length, frame.Fin, (byte)frame.Rsv, masked ? MaskingKey.Read(key) : null);
        Span<byte> octets = stackalloc byte[FrameHeader.MaxLength];
        int headerLength = FrameWriter.WriteHeader(header, octets);
        return stream.End - at >= (ulong)headerLength && octets[..headerLength].StartsWith(visible);
    }

    /// <summary>True when an empty frame that breaks no rule would end together with the octets read.</summary>
    private bool EndsRead(WireLogFrame frame, ulong end) =>
        frame.Fin && !((Opcode)frame.Opcode).IsReserved() && stream.At(end - 1) is { Length: not null } chop && chop.End == end;

    /// <summary>The line of a frame, or -1.</summary>
    private int Match(in FrameHeader header, ulong at, ulong end, bool nextOnly)
    {
        int last = Math.Min(_next + (nextOnly ? 1 : MaxLinesAhead), lines.Count);
        for (int i = _next; i < last; i++)
        {
            if (Describes(lines[i].Frame, header) && IsInOrder(lines[i], at, end))
            {
                // A header that was made of the line agrees with it in any case.
                Score += nextOnly ? 1 : 4;
                return i;
            }
        }

        // The fuzzer logs a frame on which it fails the connection as empty.
        if (direction == Direction.Rx && _next < lines.Count && lines[_next].Frame.Length == 0 && DescribesHead(lines[_next].Frame, header))
        {
            Score += 2;
            return _next;
        }

        return -1;
    }

    private static bool DescribesHead(WireLogFrame line, in FrameHeader header)
    {
        bool masked = line is WireLogRxFrame received ? received.Masked : line.Mask is not null;
        return line.Opcode == (int)header.Opcode
            && line.Fin == header.Fin
            && line.Rsv == header.Rsv
            && masked == header.Masked
            && (!masked || line.Mask is null || string.Equals(line.Mask, header.MaskingKey.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    private static bool Describes(WireLogFrame line, in FrameHeader header) =>
        DescribesHead(line, header)
        && (LoggedPayload.WireLength(line) is not { } length || length == header.PayloadLength || (line is WireLogRxFrame && header.Rsv != 0 && length > 0));

    /// <summary>A frame line stands before the octets it transmits, and between the octets that complete it and the next ones received.</summary>
    private bool IsInOrder(LoggedLine line, ulong at, ulong end)
    {
        if (direction == Direction.Tx)
        {
            return stream.At(at) is not { } chop || line.Row < chop.Row;
        }

        if (end > stream.End || stream.At(end - 1) is not { } completing)
        {
            return false;
        }

        return line.Row > completing.Row
            && line.Row < stream.NextRow
            && (stream.At(completing.End) is not { } following || ReferenceEquals(following, completing) || line.Row < following.Row);
    }

    /// <summary>Rebuilds a frame as far as it is proven; true when all of it is.</summary>
    private bool Prove(in FrameHeader header, WireLogFrame line, ulong at, ulong end)
    {
        byte[] octets = new byte[header.HeaderLength];
        FrameWriter.WriteHeader(header, octets);
        byte[]? payload = end - at > MaxRebuilt - _rebuilt ? null : LoggedPayload.Whole(line, dialect, header.PayloadLength);
        bool fits = payload is not null
            && (line is WireLogTxFrame { RepeatLength: { } repeated }
                ? repeated == header.PayloadLength && (payload.Length > 0 || repeated == 0)
                : (ulong)payload.Length == header.PayloadLength);
        byte[]? key = null;
        if (header.Masked)
        {
            key = new byte[4];
            header.MaskingKey.Write(key);
        }

        if (fits)
        {
            var whole = new ProvenOctets(octets, payload!, header.PayloadLength, key);
            if (stream.Agrees(at, whole))
            {
                _rebuilt += end - at;
                int headerLength = octets.Length;
                bool mayBeSpace = LoggedPayload.HidesSpace(line) && Array.IndexOf(payload!, (byte)' ') >= 0;
                stream.Prove(at, whole, mayBeSpace ? offset => offset >= (ulong)headerLength && payload![(offset - (ulong)headerLength) % (ulong)payload.Length] == ' ' : null);
                return true;
            }
        }

        // What the line says of the payload is not all of it, or not true; the header is proven all the same.
        stream.Prove(at, ProvenOctets.Head(octets));
        return false;
    }
}

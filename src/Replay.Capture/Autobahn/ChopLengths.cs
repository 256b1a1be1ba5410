using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>
/// Finds the lengths that pages do not print of rows they cut: from the handshake's head, from frame headers and the way the
/// fuzzer writes frames, and from the table of octets by chop size.
/// </summary>
internal sealed class ChopLengths(
    LoggedStream stream,
    IReadOnlyList<LoggedLine> lines,
    WireLogDialect dialect,
    Direction direction,
    IReadOnlyDictionary<ulong, long>? table,
    ulong? headLength)
{
    // Rows of unknown length, and rows walked over in all ways of handing out the table's sizes, before giving up.
    private const int MaxUnknown = 256;
    private const int MaxRowsWalked = 2_000_000;

    private readonly int _maxTries = Math.Clamp(MaxRowsWalked / (stream.Chops.Count + lines.Count + (table?.Count ?? 0) + 1), 10, 4000);
    private readonly CountDictionary<ulong> _left = [];
    private int _tries;
    private int _bestScore;
    private List<ulong>? _best;
    private int _certain;

    /// <summary>Finds what can be found; what cannot stays unknown.</summary>
    public void Solve()
    {
        if (headLength is { } head && stream.Chops[0] is { Length: null } first && direction == Direction.Tx && head >= (ulong)first.Visible.Length)
        {
            // A fuzzer that is the client has nothing to send behind its request before the answer.
            first.Length = head;
        }

        if (direction == Direction.Tx && headLength is not null)
        {
            FollowFrames();
        }

        if (table is not null && stream.Chops.Exists(chop => chop.Length is null))
        {
            TryTable();
        }

        stream.Place();
    }

    /// <summary>The fuzzer writes a frame at once, or in pieces of the size its line states.</summary>
    private void FollowFrames()
    {
        Span<byte> octets = stackalloc byte[FrameHeader.MaxLength];
        int line = 0;
        stream.Place();
        ulong at = headLength!.Value;
        while (stream.At(at) is { } chop && chop.Start == at)
        {
            int known = stream.Gather(at, octets);
            if (!FrameReader.TryRead(octets[..known], out FrameHeader header) || header.PayloadLength > long.MaxValue)
            {
                return;
            }

            while (line < lines.Count && !(lines[line].Frame.Opcode == (int)header.Opcode && lines[line].Frame.Mask == (header.Masked ? header.MaskingKey.ToString() : null)))
            {
                line++;
            }

            ulong end = at + header.HeaderLength + header.PayloadLength;
            ulong? piece = line < lines.Count ? ((WireLogTxFrame)lines[line].Frame).ChopSize : null;
            for (int i = chop.Index; i < stream.Chops.Count && at < end; i++)
            {
                LoggedChop part = stream.Chops[i];
                ulong length = Math.Min(piece is > 0 ? piece.Value : end - at, end - at);
                if (part.Length is { } stated ? stated != length : length < (ulong)part.Visible.Length)
                {
                    return;
                }

                part.Length = length;
                at += length;
            }

            line++;
            stream.Place();
        }
    }

    private void TryTable()
    {
        foreach ((ulong size, long count) in table!)
        {
            _left[size] = count;
        }

        var unknown = new List<LoggedChop>();
        foreach (LoggedChop chop in stream.Chops)
        {
            if (chop.Length is not { } length)
            {
                unknown.Add(chop);
            }
            else if (_left.TryGetValue(length, out long count))
            {
                _left[length] = count - 1;
            }
        }

        if (unknown.Count > MaxUnknown)
        {
            return;
        }

        Try(unknown, 0, new ulong[unknown.Count]);
        bool isComplete = _tries <= _maxTries && _best is not null;
        for (int i = 0; i < unknown.Count; i++)
        {
            unknown[i].Length = isComplete && i < _certain ? _best![i] : null;
        }
    }

    private void Try(List<LoggedChop> unknown, int index, ulong[] sizes)
    {
        _tries++;
        if (index == unknown.Count)
        {
            Judge(unknown, sizes);
            return;
        }

        LoggedChop chop = unknown[index];
        ulong least = (ulong)chop.Visible.Length;
        if (ReferenceEquals(chop, stream.Chops[0]) && headLength > least)
        {
            least = headLength.Value;
        }

        foreach (ulong size in _left.Keys)
        {
            if (size < least || _left[size] <= 0)
            {
                continue;
            }

            if (_tries > _maxTries)
            {
                return;
            }

            _left[size]--;
            sizes[index] = size;
            Try(unknown, index + 1, sizes);
            _left[size]++;
        }
    }

    /// <summary>Keeps the best way; where several are as good, only what they have in common from the start is certain.</summary>
    private void Judge(List<LoggedChop> unknown, ulong[] sizes)
    {
        for (int i = 0; i < unknown.Count; i++)
        {
            unknown[i].Length = sizes[i];
        }

        stream.Place();
        var walk = new FrameWalk(stream, lines, dialect, direction);
        if (headLength is { } head)
        {
            walk.Run(head, 0, isCertain: true);
        }

        stream.Reset();
        if (_best is null || walk.Score > _bestScore)
        {
            _bestScore = walk.Score;
            _best = [.. sizes];
            _certain = sizes.Length;
        }
        else if (walk.Score == _bestScore)
        {
            int same = 0;
            while (same < _certain && _best[same] == sizes[same])
            {
                same++;
            }

            _certain = same;
        }
    }
}

using System.Buffers.Text;

namespace Replay.Capture.Tcp;

/// <summary>Where one direction of an HTTP/1 connection stands between two heads (RFC 9112 §6, §7).</summary>
internal sealed class HttpSide
{
    private enum Place : byte
    {
        Head,
        Body,
        UntilClose,
        ChunkSize,
        ChunkData,
        Trailer,
        Lost,
    }

    private Place _place;
    private long _remaining;

    /// <summary>Requests seen, or final responses.</summary>
    public long Heads { get; set; }

    /// <summary>True where a head is expected, or may turn up.</summary>
    public bool IsBetweenMessages => _place is Place.Head;

    /// <summary>True when positions are no longer known: only the start of a segment can be the start of a head.</summary>
    public bool IsLost => _place == Place.Lost;

    public void Reset()
    {
        _place = Place.Head;
        _remaining = 0;
        Heads = 0;
    }

    /// <summary>Octets from here on have no place; a segment that starts like a head ends this.</summary>
    public void Lose() => _place = Place.Lost;

    /// <summary>A head begins here.</summary>
    public void Find() => _place = Place.Head;

    /// <summary>Everything up to the end of the connection is body.</summary>
    public void RunToClose() => _place = Place.UntilClose;

    /// <summary>The head is behind; its body comes.</summary>
    public void Enter(in HttpHeadScan head, bool hasBody)
    {
        _place = Place.Head;
        if (!hasBody)
        {
            return;
        }

        if (head.IsChunked)
        {
            _place = Place.ChunkSize;
        }
        else if (head.ContentLength > 0)
        {
            _place = Place.Body;
            _remaining = head.ContentLength;
        }
        else if (head.ContentLength < 0 && head.Status != 0)
        {
            // RFC 9112 §6.3, rule 8: a response without a length lasts until the connection closes.
            _place = Place.UntilClose;
        }
    }

    /// <summary>Passes over missing octets; false when they may have held the end of a body.</summary>
    public bool PassGap(ulong length)
    {
        if (_place == Place.UntilClose)
        {
            return true;
        }

        if (_place is Place.Body or Place.ChunkData && (ulong)_remaining > length)
        {
            _remaining -= (long)length;
            return true;
        }

        return false;
    }

    /// <summary>Passes over body octets.</summary>
    /// <param name="octets">What comes next.</param>
    /// <returns>Octets passed over. Fewer than given: a head follows, or more octets are needed, or the place is lost.</returns>
    public int PassBody(ReadOnlySpan<byte> octets)
    {
        int at = 0;
        while (at < octets.Length)
        {
            switch (_place)
            {
                case Place.UntilClose:
                    return octets.Length;
                case Place.Body:
                    at += Take(octets.Length - at);
                    _place = _remaining == 0 ? Place.Head : Place.Body;
                    break;
                case Place.ChunkData:
                    at += Take(octets.Length - at);
                    _place = _remaining == 0 ? Place.ChunkSize : Place.ChunkData;
                    break;
                case Place.ChunkSize:
                case Place.Trailer:
                    int lineFeed = octets[at..].IndexOf((byte)'\n');
                    if (lineFeed < 0)
                    {
                        if (octets.Length - at > 8192)
                        {
                            _place = Place.Lost;
                        }

                        return at;
                    }

                    Line(octets.Slice(at, lineFeed).TrimEnd((byte)'\r'));
                    at += lineFeed + 1;
                    break;
                default:
                    return at;
            }
        }

        return at;
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        if (_place == Place.Trailer)
        {
            _place = line.IsEmpty ? Place.Head : Place.Trailer;
        }
        else if (!Utf8Parser.TryParse(line, out long size, out _, 'x') || size < 0 || size > long.MaxValue - 2)
        {
            _place = Place.Lost;
        }
        else if (size == 0)
        {
            _place = Place.Trailer;
        }
        else
        {
            _place = Place.ChunkData;
            _remaining = size + 2;
        }
    }

    private int Take(int available)
    {
        int count = (int)Math.Min(available, _remaining);
        _remaining -= count;
        return count;
    }
}

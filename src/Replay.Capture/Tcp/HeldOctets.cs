namespace Replay.Capture.Tcp;

/// <summary>Octets of one direction held back until it is known what they are, with the times at which they came.</summary>
internal sealed class HeldOctets
{
    private readonly List<Piece> _pieces = [];
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _firstPiece;

    /// <summary>Octets held.</summary>
    public int Length => _end - _start;

    public ReadOnlySpan<byte> Octets => _buffer.AsSpan(_start, Length);

    /// <summary>The pieces held, each as one segment brought it.</summary>
    public ReadOnlySpan<Piece> Pieces => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pieces)[_firstPiece..];

    public void Append(long time, ReadOnlySpan<byte> octets)
    {
        if (_end + octets.Length > _buffer.Length)
        {
            int length = Length;
            byte[] target = length + octets.Length <= _buffer.Length / 2 ? _buffer : new byte[Math.Max(512, (length + octets.Length) * 2)];
            Octets.CopyTo(target);
            _buffer = target;
            _start = 0;
            _end = length;
        }

        octets.CopyTo(_buffer.AsSpan(_end));
        _end += octets.Length;
        _pieces.Add(new Piece(time, octets.Length));
    }

    /// <summary>Drops octets from the front.</summary>
    public void Drop(int count)
    {
        _start += count;
        while (count > 0)
        {
            ref Piece piece = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pieces)[_firstPiece];
            if (piece.Length > count)
            {
                piece = piece with { Length = piece.Length - count };
                break;
            }

            count -= piece.Length;
            _firstPiece++;
        }

        if (_start == _end)
        {
            Clear();
        }
        else if (_firstPiece > 1024)
        {
            _pieces.RemoveRange(0, _firstPiece);
            _firstPiece = 0;
        }
    }

    public void Clear()
    {
        _start = 0;
        _end = 0;
        _pieces.Clear();
        _firstPiece = 0;
        if (_buffer.Length > 64 * 1024)
        {
            _buffer = [];
        }
    }

    /// <summary>What of one segment is held.</summary>
    internal readonly record struct Piece(long Time, int Length);
}

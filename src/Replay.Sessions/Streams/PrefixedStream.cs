namespace Replay.Sessions.Streams;

/// <summary>Octets that were read already, to see what they are, and behind them the rest of the stream they came from.</summary>
/// <param name="head">The octets.</param>
/// <param name="rest">The stream.</param>
/// <param name="leaveOpen">True when the stream is somebody else's to close.</param>
public sealed class PrefixedStream(ReadOnlyMemory<byte> head, Stream rest, bool leaveOpen) : ReadOnlyStream
{
    private int _at;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_at == head.Length)
        {
            return rest.Read(buffer);
        }

        int count = Math.Min(buffer.Length, head.Length - _at);
        head.Span.Slice(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}

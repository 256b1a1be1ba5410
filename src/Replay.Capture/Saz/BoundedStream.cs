using Replay.Sessions.Streams;

namespace Replay.Capture.Saz;

/// <summary>A stream that ends with <see cref="InvalidDataException"/> once <paramref name="take"/> refuses octets.</summary>
internal sealed class BoundedStream(Stream inner, Func<int, bool> take) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        return take(read) ? read : throw new InvalidDataException();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

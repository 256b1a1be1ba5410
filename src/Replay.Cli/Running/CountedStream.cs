using Replay.Sessions.Streams;

namespace Replay.Cli.Running;

/// <summary>
/// An input whose octets are counted as they are read. Told what to do about a failure, it ends there, so that what was
/// read before is not lost.
/// </summary>
internal sealed class CountedStream(Stream stream, ProgressLine? progress, Action<Exception>? onFailure = null) : ReadOnlyStream
{
    public override bool CanSeek => stream.CanSeek;

    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int count = stream.Read(buffer);
            progress?.Add(count);
            return count;
        }
        catch (Exception exception) when (onFailure is not null && exception is (IOException or UnauthorizedAccessException) and not OutputException)
        {
            onFailure(exception);
            return 0;
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        long before = stream.Position;
        long after = stream.Seek(offset, origin);
        progress?.Add(after - before);
        return after;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}

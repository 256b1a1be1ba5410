namespace Replay.Reports.Json;

/// <summary>Takes lines of NDJSON and leaves out the line ends, which occur nowhere else.</summary>
internal sealed class EventStream(Stream target) : Stream
{
    /// <summary>Where events go; not closed.</summary>
    public Stream Target { get; set; } = target;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer) =>
        Target.Write(buffer is [.., (byte)'\n'] ? buffer[..^1] : buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

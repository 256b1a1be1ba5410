namespace Replay.Tests.Capture.Packets;

/// <summary>A stream that gives a few octets a call, as a pipe does.</summary>
internal sealed class ChoppedStream(byte[] octets, int chunk, Action<int>? beforeRead = null) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        beforeRead?.Invoke(_at);
        int take = Math.Min(Math.Min(count, chunk), octets.Length - _at);
        Array.Copy(octets, _at, buffer, offset, take);
        _at += take;
        return take;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

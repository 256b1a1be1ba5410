using Replay.Sessions.Streams;

namespace Replay.Cli.Running;

/// <summary>Writes to a stream that belongs to somebody else, in large pieces, and does not close it.</summary>
internal sealed class KeptOpenStream(Stream stream) : WriteOnlyStream
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _used;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _buffer.Length - _used)
        {
            Flush();
            if (buffer.Length > _buffer.Length)
            {
                stream.Write(buffer);
                return;
            }
        }

        buffer.CopyTo(_buffer.AsSpan(_used));
        _used += buffer.Length;
    }

    public override void Flush()
    {
        // The count is reset first: when the reader of a pipe has gone, the next flush must not send the same again.
        int count = _used;
        _used = 0;
        stream.Write(_buffer, 0, count);
        stream.Flush();
    }
}

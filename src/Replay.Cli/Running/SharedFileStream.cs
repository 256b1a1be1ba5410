using Microsoft.Win32.SafeHandles;
using Replay.Sessions.Streams;

namespace Replay.Cli.Running;

/// <summary>
/// One of several readers' view of an open file, with a place of its own. It ends where the file ended when it was opened:
/// all readers of a file that grows see the same of it.
/// </summary>
/// <param name="file">The file; not closed.</param>
/// <param name="length">Octets to read.</param>
internal sealed class SharedFileStream(SafeFileHandle file, long length) : ReadOnlyStream
{
    private long _at;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _at;
        set => _at = value;
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Math.Max(length - _at, 0));
        count = count == 0 ? 0 : RandomAccess.Read(file, buffer[..count], _at);
        _at += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        _at = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? _at : length);
}

using Microsoft.Win32.SafeHandles;

namespace Replay.Cli;

/// <summary>
/// Standard output that says when nobody reads any more. The framework's own stream swallows a broken pipe, and a
/// capture of a hundred gigabytes would be decoded for nobody.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private const string IsClosed = "standard output is closed";
    private readonly Stream? _stream;

    // Without a stream it is closed.
    private StandardOutput(Stream? stream) => _stream = stream;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return new StandardOutput(Console.OpenStandardOutput());
        }

        if (StandardDescriptors.IsOutputClosed)
        {
            return new StandardOutput(null);
        }

        // A file keeps the framework's stream: positioned writes would overwrite what standard error writes to the same one.
        FileStream? direct = null;
        try
        {
            direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Odd: the framework's stream knows what to do.
        }

        return new StandardOutput(direct is { CanSeek: false } ? direct : Console.OpenStandardOutput());
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_stream is null)
        {
            throw new OutputException(IsClosed);
        }

        try
        {
            _stream.Write(buffer);
        }
        catch (IOException exception)
        {
            // EPIPE and ECONNRESET, as they are numbered on Linux, macOS and the BSDs.
            throw new OutputException(exception.Message, exception) { ReaderHasGone = exception.HResult is 32 or 104 or 54 };
        }
        catch (UnauthorizedAccessException exception)
        {
            // It can only be read: the framework calls EBADF that.
            throw new OutputException(IsClosed, exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

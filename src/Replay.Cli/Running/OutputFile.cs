namespace Replay.Cli.Running;

/// <summary>
/// A file being written. What goes wrong with it is an <see cref="OutputException"/>: it must not be taken for an input
/// that cannot be read, because then reading would go on for nothing.
/// </summary>
internal sealed class OutputFile(string name, Stream stream) : Stream
{
    public override bool CanRead => stream.CanRead;

    public override bool CanSeek => stream.CanSeek;

    public override bool CanWrite => stream.CanWrite;

    public override long Length => stream.Length;

    public override long Position { get => stream.Position; set => stream.Position = value; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (IOException exception) when (exception is not OutputException)
        {
            throw Failure(exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (IOException exception)
        {
            throw Failure(exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        try
        {
            stream.Flush();
        }
        catch (IOException exception) when (exception is not OutputException)
        {
            throw Failure(exception);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void SetLength(long value) => stream.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                stream.Dispose();
            }
            catch (IOException exception)
            {
                throw Failure(exception);
            }
        }

        base.Dispose(disposing);
    }

    private OutputException Failure(IOException exception) => new(name + ": " + exception.Message, exception);
}

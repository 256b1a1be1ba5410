using Replay.Sessions.Streams;

namespace Replay.Cli.Running;

/// <summary>What is read is also written to a file.</summary>
internal sealed class CopyingStream(Stream stream, Stream copy) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        int count = stream.Read(buffer);
        try
        {
            copy.Write(buffer[..count]);
        }
        catch (IOException exception)
        {
            throw new OutputException(exception.Message, exception);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            copy.Dispose();
        }

        base.Dispose(disposing);
    }
}

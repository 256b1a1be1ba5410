namespace Replay.Cli.Running;

/// <summary>
/// A pipe that ends when the user presses Ctrl-C: a read that waits for octets cannot be called off, so another thread
/// waits for them. While nothing comes, what has been decoded is shown.
/// </summary>
internal sealed class InterruptibleStream : Stream
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);

    private readonly Stream _stream;
    private readonly Action _onIdle;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _block = new byte[256 * 1024];
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly SemaphoreSlim _ready = new(0);
    private int _at;
    private int _count;
    private bool _started;
    private bool _ended;
    private Exception? _failure;

    public InterruptibleStream(Stream stream, Action onIdle, CancellationToken cancellation)
    {
        _stream = stream;
        _onIdle = onIdle;
        _cancellation = cancellation;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _count && !Fill())
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, _count - _at);
        _block.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        if (!_started)
        {
            _started = true;
            new Thread(Work) { IsBackground = true, Name = "input" }.Start();
        }

        _wanted.Release();
        try
        {
            if (!_ready.Wait(Patience, _cancellation))
            {
                _onIdle();
                _ready.Wait(_cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            _ended = true;
            return false;
        }

        if (_failure is { } failure)
        {
            _ended = true;
            throw new IOException(failure.Message, failure);
        }

        _ended = _count == 0;
        return !_ended;
    }

    private void Work()
    {
        while (true)
        {
            _wanted.Wait(CancellationToken.None);
            int count = 0;
            try
            {
                count = _stream.Read(_block);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                _failure = exception;
            }

            _at = 0;
            _count = count;
            _ready.Release();
            if (count == 0)
            {
                return;
            }
        }
    }
}

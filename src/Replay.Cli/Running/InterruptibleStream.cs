using System.Diagnostics;
using Replay.Sessions.Streams;

namespace Replay.Cli.Running;

/// <summary>
/// A pipe that ends when the user presses Ctrl-C: a read that waits for octets cannot be called off, so another thread
/// waits for them. While nothing comes, what has been decoded is shown.
/// </summary>
internal sealed class InterruptibleStream : ReadOnlyStream
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan HeadPatience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan WholeHeadPatience = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly Action _onIdle;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _block = new byte[256 * 1024];
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly SemaphoreSlim _ready = new(0);
    private int _at;
    private int _count;
    private bool _started;
    private bool _asked;
    private bool _ended;
    private Exception? _failure;

    public InterruptibleStream(Stream stream, Action onIdle, CancellationToken cancellation)
    {
        _stream = stream;
        _onIdle = onIdle;
        _cancellation = cancellation;
    }

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

    /// <summary>
    /// Reads until the buffer is full, the input ends, or enough has come: what is there says what the input is, or
    /// nothing came for a while, or it came for long enough. A live input that never pauses is shown from its start, too.
    /// </summary>
    /// <param name="buffer">Where octets go.</param>
    /// <param name="isEnough">True when the octets say what the input is.</param>
    public int ReadHead(Span<byte> buffer, Func<ReadOnlySpan<byte>, bool>? isEnough = null)
    {
        int length = 0;
        long began = 0;
        while (length < buffer.Length && (_at < _count || (length == 0 ? Fill() : Fill(HeadPatience))))
        {
            began = length == 0 ? Stopwatch.GetTimestamp() : began;
            length += Read(buffer[length..]);
            if (isEnough?.Invoke(buffer[..length]) == true || Stopwatch.GetElapsedTime(began) > WholeHeadPatience)
            {
                break;
            }
        }

        return length;
    }

    private bool Fill()
    {
        if (Fill(Patience))
        {
            return true;
        }

        if (!_ended)
        {
            _onIdle();
        }

        return Fill(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the next block.</summary>
    /// <returns>False at the end, and when nothing came in time; asking again goes on waiting for the same block.</returns>
    private bool Fill(TimeSpan patience)
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

        if (!_asked)
        {
            _asked = true;
            _wanted.Release();
        }

        try
        {
            if (!_ready.Wait(patience, _cancellation))
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            _ended = true;
            return false;
        }

        _asked = false;
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

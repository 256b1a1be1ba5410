using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Replay.Protocol;

// The context: the last octets of earlier calls, in a ring that is as large as it had to be so far.
public sealed partial class Inflater
{
    private const int SmallestWindow = 1024;

    // Always the full window of RFC 1951, whatever was agreed: that is how a distance beyond the agreed window is told
    // from one to nowhere.
    private byte[]? _window;
    private int _windowSize;
    private int _windowNext;
    private int _history;

    private void ForgetContext() => _history = _windowNext = 0;

    private void ReturnWindow()
    {
        if (_window is not null)
        {
            ArrayPool<byte>.Shared.Return(_window);
            _window = null;
            _windowSize = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Remember(ReadOnlySpan<byte> produced)
    {
        if (produced.Length > DeflateFormat.MaxWindow)
        {
            produced = produced[^DeflateFormat.MaxWindow..];
        }

        int kept = Math.Min(DeflateFormat.MaxWindow, _history + produced.Length);
        if (kept > _windowSize)
        {
            GrowWindow(kept);
        }

        int upToEnd = Math.Min(produced.Length, _windowSize - _windowNext);
        produced[..upToEnd].CopyTo(_window.AsSpan(_windowNext));
        produced[upToEnd..].CopyTo(_window);
        _windowNext = (_windowNext + produced.Length) & (_windowSize - 1);
        _history = kept;
    }

    private void GrowWindow(int needed)
    {
        // A ring smaller than the window never wrapped, for it grows first: its octets are in order from the start.
        int size = Math.Max(SmallestWindow, (int)BitOperations.RoundUpToPowerOf2((uint)needed));
        byte[] window = ArrayPool<byte>.Shared.Rent(size);
        _window.AsSpan(0, _history).CopyTo(window);
        ReturnWindow();
        _window = window;
        _windowSize = size;
        _windowNext = _history;
    }

    /// <summary>Checks a distance that goes back further than this call's output or than the agreed window.</summary>
    /// <returns><see cref="InflateStatus.NeedsInput"/> when the octets can be copied.</returns>
    private InflateStatus CheckDistance(int distance, int written)
    {
        if (distance - written > _history)
        {
            FailureDistance = distance;
            return _contextLost ? InflateStatus.ContextLost : InflateStatus.DistanceBeforeStart;
        }

        if (distance > _windowLimit)
        {
            if (FailBeyondWindow)
            {
                FailureDistance = distance;
                return InflateStatus.DistanceBeyondWindow;
            }

            if (WindowViolationDistance == 0)
            {
                WindowViolationDistance = distance;
                WindowViolationOffset = MessageOut + written;
            }
        }

        return InflateStatus.NeedsInput;
    }

    /// <summary>Copies a match octet by octet's rules, from the ring, the output or across both.</summary>
    private void CopyMatch(Span<byte> output, int at, int distance, int length)
    {
        int back = distance - at;
        if (back > 0)
        {
            int fromRing = Math.Min(back, length);
            int index = (_windowNext - back) & (_windowSize - 1);
            int upToEnd = Math.Min(fromRing, _windowSize - index);
            _window.AsSpan(index, upToEnd).CopyTo(output[at..]);
            _window.AsSpan(0, fromRing - upToEnd).CopyTo(output[(at + upToEnd)..]);
            at += fromRing;
            length -= fromRing;
        }

        for (int end = at + length; at < end; at++)
        {
            output[at] = output[at - distance];
        }
    }
}

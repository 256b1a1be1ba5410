using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>Hands what crosses the socket, with its time, to sources' sinks: a file, a decoder.</summary>
internal sealed class CaseRecord
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<IConnectionInput> _inputs;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _start;
    private readonly long _startTicks;
    private bool _isEnded;

    public CaseRecord(IReadOnlyList<IConnectionInput> inputs, TimeProvider clock)
    {
        _inputs = inputs;
        _clock = clock;
        _start = clock.GetUtcNow();
        _startTicks = clock.GetTimestamp();
    }

    private Timestamp Now => Timestamp.From(_start + _clock.GetElapsedTime(_startTicks));

    public void Sent(ReadOnlySpan<byte> octets) => Push(Direction.Tx, octets);

    public void Received(ReadOnlySpan<byte> octets) => Push(Direction.Rx, octets);

    public void End(EndKind how)
    {
        lock (_gate)
        {
            if (!_isEnded)
            {
                _isEnded = true;
                foreach (IConnectionInput input in _inputs)
                {
                    input.PushEnd(Now, how);
                }
            }
        }
    }

    private void Push(Direction direction, ReadOnlySpan<byte> octets)
    {
        lock (_gate)
        {
            foreach (IConnectionInput input in _isEnded ? [] : _inputs)
            {
                input.Push(direction, Now, octets);
            }
        }
    }
}

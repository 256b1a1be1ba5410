using Replay.Reports.Ndjson;
using Replay.Sessions.Streams;

namespace Replay.Reports.Replaying;

/// <summary>
/// Takes the lines that <see cref="NdjsonReport"/> writes and makes them values of an array, without those about a whole run.
/// A line may be as long as a message: it passes through in pieces.
/// </summary>
internal sealed class EventLines(JsonWriter json) : WriteOnlyStream
{
    // What tells a line's event.
    private readonly byte[] _start = new byte[20];
    private int _started;
    private bool _passes;
    private bool _isLeftOut;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int end = buffer.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? buffer : buffer[..end];
            buffer = end < 0 ? [] : buffer[(end + 1)..];
            Take(line);
            if (end >= 0)
            {
                EndLine();
            }
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (!_passes && !_isLeftOut)
        {
            int count = Math.Min(line.Length, _start.Length - _started);
            line[..count].CopyTo(_start.AsSpan(_started));
            _started += count;
            line = line[count..];
            if (_started == _start.Length)
            {
                Begin();
            }
        }

        if (_passes)
        {
            json.More(line);
        }
    }

    private void Begin()
    {
        ReadOnlySpan<byte> start = _start.AsSpan(0, _started);
        _isLeftOut = start.StartsWith("{\"event\":\"run\""u8) || start.StartsWith("{\"event\":\"summary\""u8);
        _passes = !_isLeftOut;
        if (_passes)
        {
            json.Json(start);
        }
    }

    private void EndLine()
    {
        if (!_passes && !_isLeftOut)
        {
            Begin();
        }

        (_started, _passes, _isLeftOut) = (0, false, false);
    }
}

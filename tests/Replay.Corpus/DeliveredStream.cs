using System.Globalization;
using System.Text;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Corpus;

/// <summary>One direction as a source delivered it.</summary>
internal sealed class DeliveredStream
{
    private readonly List<(byte[]? Octets, ulong? Length, OctetState State)> _runs = [];

    public CountDictionary<ulong> Chops { get; } = [];

    public bool HasUnknownGap { get; private set; }

    public bool HasGap { get; private set; }

    public void Add(ReadOnlySpan<byte> octets, OctetState state) => _runs.Add((octets.ToArray(), (ulong)octets.Length, state));

    public void AddGap(ulong? length)
    {
        _runs.Add((null, length, OctetState.Elided));
        HasGap = true;
        HasUnknownGap |= length is null;
    }

    /// <summary>Frames by opcode, and what stopped the count or was odd about it.</summary>
    public CountDictionary<int> Frames(out string? stop)
    {
        var frames = new CountDictionary<int>();
        stop = null;
        Cursor cursor = new(_runs);
        if (cursor.IsAtEnd)
        {
            return frames;
        }

        if (!cursor.SkipHead())
        {
            stop = "the handshake's end is not known";
            return frames;
        }

        Span<byte> header = stackalloc byte[FrameHeader.MaxLength];
        while (!cursor.IsAtEnd)
        {
            int count = cursor.Peek(header);
            if (!FrameReader.TryRead(header[..count], out FrameHeader frame))
            {
                stop = cursor.StopsAtGap(count) ? "a frame's header is elided" : "a frame's header is cut off at the end";
                return frames;
            }

            frames[(int)frame.Opcode] = frames.GetValueOrDefault((int)frame.Opcode) + 1;
            string? skipped = cursor.Skip(frame.HeaderLength + frame.PayloadLength);
            if (skipped is not null)
            {
                stop = skipped;
                return frames;
            }
        }

        return frames;
    }

    /// <summary>Everything that was delivered, as text that can be compared; without states when asked.</summary>
    public string Signature(bool withState)
    {
        var text = new StringBuilder();
        foreach ((byte[]? octets, ulong? length, OctetState state) in _runs)
        {
            if (octets is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{{{length?.ToString(CultureInfo.InvariantCulture) ?? "?"}}}");
            }
            else
            {
                string hex = Convert.ToHexStringLower(octets);
                text.Append(withState && state == OctetState.Rebuilt ? "[" + hex + "]" : hex);
            }
        }

        return text.Replace("][", string.Empty).ToString();
    }

    private sealed class Cursor(List<(byte[]? Octets, ulong? Length, OctetState State)> runs)
    {
        private int _run;
        private ulong _at;

        public bool IsAtEnd
        {
            get
            {
                while (_run < runs.Count && runs[_run].Length is { } length && _at >= length)
                {
                    _run++;
                    _at = 0;
                }

                return _run >= runs.Count;
            }
        }

        public bool SkipHead()
        {
            uint last = 0;
            int count = 0;
            while (!IsAtEnd)
            {
                if (runs[_run].Octets is not { } octets)
                {
                    return false;
                }

                last = (last << 8) | octets[_at++];
                count++;
                if (last == 0x0D0A0D0A)
                {
                    return true;
                }

                if (count == 4 && last is not 0x47455420 and not 0x48545450)
                {
                    _run = 0;
                    _at = 0;
                    return true;
                }
            }

            return false;
        }

        public int Peek(Span<byte> octets)
        {
            int run = _run;
            ulong at = _at;
            int count = 0;
            while (count < octets.Length && run < runs.Count && runs[run].Octets is { } some)
            {
                if (at >= (ulong)some.Length)
                {
                    run++;
                    at = 0;
                    continue;
                }

                octets[count++] = some[at++];
            }

            return count;
        }

        public bool StopsAtGap(int count)
        {
            int run = _run;
            ulong at = _at + (ulong)count;
            while (run < runs.Count && runs[run].Octets is { } some)
            {
                if (at < (ulong)some.Length)
                {
                    return false;
                }

                at -= (ulong)some.Length;
                run++;
            }

            return run < runs.Count;
        }

        public string? Skip(ulong length)
        {
            while (length > 0)
            {
                if (IsAtEnd)
                {
                    return "a frame is cut off at the end";
                }

                if (runs[_run].Length is not { } run)
                {
                    return "a gap of unknown length";
                }

                ulong step = Math.Min(length, run - _at);
                _at += step;
                length -= step;
            }

            return null;
        }
    }
}

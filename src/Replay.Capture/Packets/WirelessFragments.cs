using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Replay.Capture.Packets;

/// <summary>Puts fragmented 802.11 frames together (IEEE 802.11 §10.4, §10.5). The first copy of a fragment wins.</summary>
internal sealed class WirelessFragments(int maxFrames)
{
    /// <summary>Fragment numbers have four bits.</summary>
    private const int MaxFragments = 16;

    /// <summary>Senders give up after half a second (dot11MaxTransmitMSDULifetime).</summary>
    private const long MaxAge = 2_000_000_000;

    private const int MaxFrame = 64 * 1024;

    private readonly Dictionary<FrameKey, Frame> _frames = [];
    private readonly Queue<(FrameKey Key, Frame Frame)> _order = [];

    /// <summary>Fragments seen.</summary>
    public long Fragments { get; private set; }

    /// <summary>Adds a fragment. True when its frame is whole.</summary>
    /// <param name="packet">The packet that holds it.</param>
    /// <param name="octets">The fragment, from its 802.11 header on.</param>
    /// <param name="body">What the frame holds, all fragments of it.</param>
    public bool TryAdd(in PacketView packet, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> body)
    {
        body = default;
        Fragments++;
        byte flags = packet.LinkType == LinkType.Ieee80211Radiotap ? WirelessLink.Flags(packet.Octets[..^octets.Length]) : (byte)0;
        int header = WirelessLink.Header(octets, (flags & WirelessLink.PaddedFlag) != 0, out _);
        int end = octets.Length - ((flags & WirelessLink.ChecksumFlag) != 0 ? 4 : 0);
        // What the snap length cut cannot be put together.
        if (header < 0 || end <= header || packet.OriginalLength > (uint)packet.Octets.Length)
        {
            return false;
        }

        int control = BinaryPrimitives.ReadUInt16LittleEndian(octets[22..]);
        int number = control & 0x0f;
        // Frames of each traffic identifier are numbered by themselves.
        int traffic = (octets[0] & 0x80) != 0 ? octets[(octets[1] & 3) == 3 ? 30 : 24] & 0x0f : MaxFragments;
        var key = new FrameKey(Address(octets[4..]), Address(octets[10..]), (ushort)(control >> 4), (byte)traffic);
        Frame frame = Get(key, packet.UnixNanoseconds);
        if ((octets[1] & 0x04) == 0)
        {
            frame.Count = number + 1;
        }

        if (frame.Parts[number] is null)
        {
            frame.Parts[number] = octets[header..end].ToArray();
            frame.Length += end - header;
        }

        if (frame.Length > MaxFrame)
        {
            Drop(key, frame);
            return false;
        }

        for (int i = 0; i < Math.Max(frame.Count, 1); i++)
        {
            if (frame.Count == 0 || frame.Parts[i] is null)
            {
                return false;
            }
        }

        byte[] whole = new byte[frame.Length];
        int length = 0;
        for (int i = 0; i < frame.Count; i++)
        {
            frame.Parts[i]!.CopyTo(whole, length);
            length += frame.Parts[i]!.Length;
        }

        Drop(key, frame);
        body = whole.AsSpan(0, length);
        return true;
    }

    private static ulong Address(ReadOnlySpan<byte> octets) =>
        ((ulong)BinaryPrimitives.ReadUInt32BigEndian(octets) << 16) | BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);

    private Frame Get(in FrameKey key, long time)
    {
        ref Frame? frame = ref CollectionsMarshal.GetValueRefOrAddDefault(_frames, key, out _);
        if (frame is not null && time - frame.Started <= MaxAge && time >= frame.Started)
        {
            return frame;
        }

        // The same number again, long after: another frame.
        Frame fresh = new() { Started = time };
        frame = fresh;
        _order.Enqueue((key, fresh));
        while (_order.Count > maxFrames && _order.TryDequeue(out (FrameKey Key, Frame Frame) oldest))
        {
            if (!ReferenceEquals(oldest.Frame, fresh))
            {
                Drop(oldest.Key, oldest.Frame);
            }
        }

        return fresh;
    }

    private void Drop(in FrameKey key, Frame frame)
    {
        // It still stands in the queue.
        frame.Parts.AsSpan().Clear();
        if (_frames.TryGetValue(key, out Frame? there) && ReferenceEquals(there, frame))
        {
            _frames.Remove(key);
        }
    }

    /// <summary>What fragments of one frame have in common.</summary>
    private readonly record struct FrameKey(ulong Receiver, ulong Transmitter, ushort Sequence, byte Traffic);

    private sealed class Frame
    {
        public byte[]?[] Parts { get; } = new byte[]?[MaxFragments];

        /// <summary>How many fragments there are, or 0 until the last has come.</summary>
        public int Count { get; set; }

        public int Length { get; set; }

        public long Started { get; init; }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replay.Capture.Packets;

/// <summary>The packets of one block of a file, where they stand, to be handed on one by one. Used again for the next block.</summary>
internal sealed class PacketBatch
{
    private readonly List<Entry> _entries = [];
    private byte[] _block = [];
    private long _blockOffset;
    private int _at;
    private long _lastTime = long.MinValue;

    /// <summary>True when everything was handed on.</summary>
    public bool IsEmpty => _at == _entries.Count;

    /// <summary>When the next packet was seen; where a file does not say so, when the one before was.</summary>
    public long Time => _entries[_at].Time;

    /// <summary>Forgets what was handed on.</summary>
    public void Clear()
    {
        _entries.Clear();
        _at = 0;
    }

    /// <summary>Tells a handler which octets are in memory.</summary>
    public void Enter<THandler>(ref THandler handler)
        where THandler : struct, IPacketHandler => handler.OnBlock(_block, _blockOffset);

    /// <summary>Hands on the next packet, secret or problem.</summary>
    public void Deliver<THandler>(ref THandler handler)
        where THandler : struct, IPacketHandler
    {
        ref readonly Entry entry = ref CollectionsMarshal.AsSpan(_entries)[_at++];
        if (entry.Problem is { } problem)
        {
            handler.OnProblem(problem.Packet, problem.Kind, problem.Offset, problem.Message, problem.IsFatal);
        }
        else if (entry.Secrets is { } secrets)
        {
            handler.OnSecrets(secrets.Type, secrets.Octets);
        }
        else
        {
            handler.OnPacket(new PacketView(entry.Number, entry.UnixNanoseconds, entry.LinkType, _block.AsSpan(entry.Start, entry.Length), entry.OriginalLength, entry.FileOffset));
        }
    }

    private void Add(Entry entry)
    {
        // A packet without a time belongs to those before it.
        _lastTime = entry.UnixNanoseconds == long.MinValue ? _lastTime : entry.UnixNanoseconds;
        _entries.Add(entry with { Time = _lastTime });
    }

    /// <summary>The batch as a handler, so that walkers fill it.</summary>
    internal readonly struct Filler(PacketBatch batch) : IPacketHandler
    {
        public void OnBlock(byte[] block, long fileOffset) => (batch._block, batch._blockOffset) = (block, fileOffset);

        public void OnBlockEnd()
        {
        }

        public bool MayBePlain(LinkType linkType) => false;

        public bool TryPlain(long number, long unixNanoseconds, ReadOnlySpan<byte> octets) => false;

        public int TakeRecords(ReadOnlySpan<byte> records, long unit, ref long number) => 0;

        public void OnPacket(in PacketView packet)
        {
            int start = packet.Octets.IsEmpty ? 0 : (int)Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(batch._block), ref MemoryMarshal.GetReference(packet.Octets));
            batch.Add(new Entry
            {
                Number = packet.Number,
                UnixNanoseconds = packet.UnixNanoseconds,
                LinkType = packet.LinkType,
                Start = start,
                Length = packet.Octets.Length,
                OriginalLength = packet.OriginalLength,
                FileOffset = packet.FileOffset,
            });
        }

        public void OnSecrets(uint type, ReadOnlySpan<byte> secrets) =>
            batch.Add(new Entry { UnixNanoseconds = long.MinValue, Secrets = new Secret(type, secrets.ToArray()) });

        public void OnProblem(long? packet, string kind, long offset, string message, bool fatal) =>
            batch.Add(new Entry { UnixNanoseconds = long.MinValue, Problem = new Found(packet, kind, offset, message, fatal) });
    }

    private readonly record struct Entry
    {
        public long Time { get; init; }

        public long Number { get; init; }

        public long UnixNanoseconds { get; init; }

        public long FileOffset { get; init; }

        public int Start { get; init; }

        public int Length { get; init; }

        public uint OriginalLength { get; init; }

        public LinkType LinkType { get; init; }

        public Found? Problem { get; init; }

        public Secret? Secrets { get; init; }
    }

    private sealed record Found(long? Packet, string Kind, long Offset, string Message, bool IsFatal);

    private sealed record Secret(uint Type, byte[] Octets);
}

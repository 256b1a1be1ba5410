using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Replay.Capture.Packets.Writing;

/// <summary>Writes pcapng files: one section, interfaces with nanosecond clocks, packets with comments, TLS secrets.</summary>
internal sealed class PcapngWriter : IPacketWriter
{
    private const int CommentOption = 1;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly bool _isBigEndian;

    /// <summary>Writes the section's header and its first interface.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="linkType">What packets begin with.</param>
    /// <param name="application">The program that writes, for the section's header, or null.</param>
    /// <param name="isBigEndian">The order of the section's numbers.</param>
    /// <param name="interfaceName">Name of the first interface, or null.</param>
    public PcapngWriter(Stream stream, LinkType linkType = LinkType.Ethernet, string? application = null, bool isBigEndian = false, string? interfaceName = null)
    {
        _stream = stream;
        _isBigEndian = isBigEndian;
        Put32(0x1a2b3c4d);
        // Version 1.0, length of the section unknown.
        Put16(1);
        Put16(0);
        Put32(uint.MaxValue);
        Put32(uint.MaxValue);
        if (application is not null)
        {
            PutOption(4, Encoding.UTF8.GetBytes(application));
            Put32(0);
        }

        Finish(0x0a0d0d0a);
        AddInterface(linkType, resolution: 9, name: interfaceName);
    }

    /// <summary>Adds an interface.</summary>
    /// <param name="linkType">What its packets begin with.</param>
    /// <param name="resolution">if_tsresol: 9 for nanoseconds.</param>
    /// <param name="offsetSeconds">if_tsoffset, or null.</param>
    /// <param name="snapLength">Octets kept of a packet; 0 for all.</param>
    /// <param name="name">if_name, or null.</param>
    public void AddInterface(LinkType linkType, byte resolution, long? offsetSeconds = null, uint snapLength = 0, string? name = null)
    {
        Put16((ushort)linkType);
        Put16(0);
        Put32(snapLength);
        if (name is not null)
        {
            PutOption(2, Encoding.UTF8.GetBytes(name));
        }

        PutOption(9, [resolution]);
        if (offsetSeconds is { } offset)
        {
            byte[] value = new byte[8];
            if (_isBigEndian)
            {
                BinaryPrimitives.WriteInt64BigEndian(value, offset);
            }
            else
            {
                BinaryPrimitives.WriteInt64LittleEndian(value, offset);
            }

            PutOption(14, value);
        }

        Put32(0);
        Finish(1);
    }

    /// <inheritdoc/>
    public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, string? comment = null) =>
        Write(0, (ulong)unixNanoseconds, packet, (uint)packet.Length, comment);

    /// <summary>Adds a packet of any interface.</summary>
    /// <param name="interfaceId">Number of the interface, from 0.</param>
    /// <param name="units">Its time in the interface's units.</param>
    /// <param name="packet">The octets captured.</param>
    /// <param name="originalLength">Octets it had on the wire.</param>
    /// <param name="comment">A remark, or null.</param>
    public void Write(int interfaceId, ulong units, ReadOnlySpan<byte> packet, uint originalLength, string? comment = null)
    {
        Put32((uint)interfaceId);
        Put32((uint)(units >> 32));
        Put32((uint)units);
        Put32((uint)packet.Length);
        Put32(originalLength);
        PutPadded(packet);
        if (comment is not null)
        {
            byte[] text = Encoding.UTF8.GetBytes(comment);
            PutOption(CommentOption, text.AsSpan(0, Math.Min(text.Length, ushort.MaxValue)));
            Put32(0);
        }

        Finish(6);
    }

    /// <summary>Adds a packet without a time.</summary>
    public void WriteSimple(ReadOnlySpan<byte> packet, uint originalLength)
    {
        Put32(originalLength);
        PutPadded(packet);
        Finish(3);
    }

    /// <summary>Adds TLS secrets: the text of an NSS key log file.</summary>
    public void WriteSecrets(ReadOnlySpan<byte> keyLog)
    {
        Put32(DecryptionSecrets.TlsKeyLog);
        Put32((uint)keyLog.Length);
        PutPadded(keyLog);
        Finish(10);
    }

    /// <summary>Adds a block of any type.</summary>
    public void WriteBlock(uint type, ReadOnlySpan<byte> body)
    {
        PutPadded(body);
        Finish(type);
    }

    private void Finish(uint type)
    {
        Span<byte> head = stackalloc byte[8];
        uint total = (uint)_block.WrittenCount + 12;
        Order(head, type);
        Order(head[4..], total);
        _stream.Write(head);
        _stream.Write(_block.WrittenSpan);
        _stream.Write(head[4..]);
        _block.ResetWrittenCount();
    }

    private void PutOption(ushort code, ReadOnlySpan<byte> value)
    {
        Put16(code);
        Put16((ushort)value.Length);
        PutPadded(value);
    }

    private void PutPadded(ReadOnlySpan<byte> octets)
    {
        _block.Write(octets);
        Span<byte> padding = stackalloc byte[3];
        padding.Clear();
        _block.Write(padding[..(-octets.Length & 3)]);
    }

    private void Put32(uint value)
    {
        Order(_block.GetSpan(4), value);
        _block.Advance(4);
    }

    private void Put16(ushort value)
    {
        Span<byte> to = _block.GetSpan(2);
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(to, value);
        }

        _block.Advance(2);
    }

    private void Order(Span<byte> to, uint value)
    {
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(to, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(to, value);
        }
    }
}

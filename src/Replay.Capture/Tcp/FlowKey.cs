using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Replay.Sessions;

namespace Replay.Capture.Tcp;

/// <summary>
/// The two endpoints of a TCP connection in ascending order, so that both directions have one key. An IPv4 endpoint
/// is one number of 48 bits, address before port.
/// </summary>
internal readonly struct FlowKey
{
    // IPv4: the two endpoints. IPv6: the two addresses' upper halves.
    public readonly ulong Low;
    public readonly ulong High;

    // IPv6: the two addresses' lower halves.
    private readonly ulong _lowRest;
    private readonly ulong _highRest;
    private readonly uint _ports;
    private readonly bool _isV6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FlowKey(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    private FlowKey(UInt128 low, ushort lowPort, UInt128 high, ushort highPort)
    {
        Low = (ulong)(low >> 64);
        _lowRest = (ulong)low;
        High = (ulong)(high >> 64);
        _highRest = (ulong)high;
        _ports = ((uint)lowPort << 16) | highPort;
        _isV6 = true;
    }

    public ulong Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Digest(out ulong low, out ulong high);
            return HashV4(low, high);
        }
    }

    /// <summary>Two numbers to tell keys apart by: all there is of an IPv4 key; an IPv6 key's are nobody's else but by chance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Digest(out ulong low, out ulong high)
    {
        if (!_isV6)
        {
            (low, high) = (Low, High);
            return;
        }

        // No IPv4 endpoint has more than 48 bits.
        ulong first = Math.BigMul(Low ^ 0x9e3779b97f4a7c15, _lowRest ^ 0xa0761d6478bd642f, out ulong a);
        ulong second = Math.BigMul(High ^ 0xd6e8feb86659fd93, _highRest ^ 0xe7037ed1a0b428db, out ulong b);
        low = (first ^ a ^ _ports) | (1UL << 63);
        high = second ^ b;
    }

    /// <summary>Makes the key of two IPv6 endpoints; <paramref name="half"/> is 0 when the sender is the lower one.</summary>
    public static FlowKey FromV6(UInt128 sender, ushort senderPort, UInt128 receiver, ushort receiverPort, out int half)
    {
        bool senderIsLow = sender < receiver || (sender == receiver && senderPort <= receiverPort);
        half = senderIsLow ? 0 : 1;
        return senderIsLow
            ? new FlowKey(sender, senderPort, receiver, receiverPort)
            : new FlowKey(receiver, receiverPort, sender, senderPort);
    }

    /// <summary>The hash of a <see cref="Digest"/>; never 0, which marks an empty place of <see cref="ClosedFlows"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HashV4(ulong low, ulong high)
    {
        // Each multiplication carries what differs to the upper bits, which are those that are used.
        ulong hash = low * 0x9e3779b97f4a7c15;
        hash = ((hash ^ (hash >> 32)) + high) * 0xd6e8feb86659fd93;
        return (hash ^ (hash >> 29)) | 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsV4(ulong low, ulong high) => Low == low && High == high && !_isV6;

    public bool IsV6 => _isV6;

    public bool Matches(in FlowKey other) =>
        Low == other.Low && High == other.High && _lowRest == other._lowRest && _highRest == other._highRest
        && _ports == other._ports && _isV6 == other._isV6;

    /// <summary>Port of one half: 0 is the lower endpoint.</summary>
    public ushort Port(int half) =>
        _isV6 ? (ushort)(half == 0 ? _ports >> 16 : _ports) : (ushort)(half == 0 ? Low : High);

    /// <summary>address:port of one half.</summary>
    public string Describe(int half)
    {
        IPAddress address;
        if (_isV6)
        {
            Span<byte> octets = stackalloc byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(octets, half == 0 ? Low : High);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(octets[8..], half == 0 ? _lowRest : _highRest);
            address = new IPAddress(octets);
            return string.Create(CultureInfo.InvariantCulture, $"[{address}]:{Port(half)}");
        }

        return Endpoint(half)!.Value.ToString();
    }

    /// <summary>One half as a number, or null when it is IPv6.</summary>
    public Ipv4Endpoint? Endpoint(int half) => _isV6 ? null : new Ipv4Endpoint(half == 0 ? Low : High);
}

namespace Replay.Capture.Packets;

/// <summary>EtherTypes that lead to IP.</summary>
internal static class EtherType
{
    public const ushort IPv4 = 0x0800;
    public const ushort Vlan = 0x8100;
    public const ushort ProviderVlan = 0x88a8;
    public const ushort OldQinQ = 0x9100;
    public const ushort OldQinQ2 = 0x9200;
    public const ushort IPv6 = 0x86dd;
    public const ushort PppoeSession = 0x8864;
    public const ushort Mpls = 0x8847;
    public const ushort MplsMulticast = 0x8848;
    public const ushort Ethernet = 0x6558;
    public const ushort BridgeTag = 0x893f;
    public const ushort PrpTag = 0x892f;
    public const ushort Ppp = 0x880b;
    public const ushort Erspan2 = 0x88be;
    public const ushort Erspan3 = 0x22eb;

    /// <summary>Stands for "no IP in it".</summary>
    public const ushort None = 0;

    /// <summary>Stands for the subframes of an 802.11 aggregate (A-MSDU); no EtherType is so low.</summary>
    public const ushort Aggregate = 1;

    /// <summary>Stands for an 802.11 frame that is a fragment, from its header on.</summary>
    public const ushort WirelessFragment = 2;

    /// <summary>The EtherType of the IP version in the first octet.</summary>
    public static ushort OfIp(ReadOnlySpan<byte> octets) =>
        octets.Length == 0 ? None : (octets[0] >> 4) switch { 4 => IPv4, 6 => IPv6, _ => None };
}

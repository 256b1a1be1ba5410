namespace Replay.Capture.Packets;

/// <summary>The link layer of a packet, by its LINKTYPE number.</summary>
public enum LinkType : ushort
{
    /// <summary>BSD loopback: four octets of address family in the recording machine's order.</summary>
    Null = 0,

    /// <summary>Ethernet.</summary>
    Ethernet = 1,

    /// <summary>ARCNET as BSD writes it.</summary>
    Arcnet = 7,

    /// <summary>PPP.</summary>
    Ppp = 9,

    /// <summary>Raw IP (BSD).</summary>
    Raw12 = 12,

    /// <summary>Raw IP (OpenBSD).</summary>
    Raw14 = 14,

    /// <summary>PPP in HDLC framing.</summary>
    PppHdlc = 50,

    /// <summary>PPPoE session packets without an Ethernet header.</summary>
    PppEther = 51,

    /// <summary>Raw IP.</summary>
    Raw = 101,

    /// <summary>Cisco HDLC.</summary>
    CiscoHdlc = 104,

    /// <summary>802.11.</summary>
    Ieee80211 = 105,

    /// <summary>OpenBSD loopback: four octets of address family in network order.</summary>
    Loop = 108,

    /// <summary>OpenBSD enc(4).</summary>
    Enc = 109,

    /// <summary>Linux "cooked" capture.</summary>
    LinuxSll = 113,

    /// <summary>802.11 behind a Prism header.</summary>
    Ieee80211Prism = 119,

    /// <summary>802.11 behind a radiotap header.</summary>
    Ieee80211Radiotap = 127,

    /// <summary>ARCNET as Linux writes it.</summary>
    ArcnetLinux = 129,

    /// <summary>802.11 behind an AVS header.</summary>
    Ieee80211Avs = 163,

    /// <summary>PPP behind one octet of direction.</summary>
    PppWithDirection = 204,

    /// <summary>Raw IPv4.</summary>
    IPv4 = 228,

    /// <summary>Raw IPv6.</summary>
    IPv6 = 229,

    /// <summary>Linux netfilter log.</summary>
    Nflog = 239,

    /// <summary>Apple's PKTAP.</summary>
    Pktap = 258,

    /// <summary>Linux "cooked" capture, version 2.</summary>
    LinuxSll2 = 276,
}

namespace Replay.Capture.Autobahn;

/// <summary>Octets that the report states elsewhere than in its octet rows: the handshake's head, or a frame.</summary>
/// <param name="prefix">The head, or the frame's header.</param>
/// <param name="cycle">The payload, on the wire; empty for a head.</param>
/// <param name="cycled">Octets of payload, the cycle being repeated.</param>
/// <param name="key">The four octets the payload is masked with, or none.</param>
internal sealed class ProvenOctets(byte[] prefix, byte[] cycle, ulong cycled, byte[]? key)
{
    public ulong Length => (ulong)prefix.Length + cycled;

    public byte this[ulong offset]
    {
        get
        {
            if (offset < (ulong)prefix.Length)
            {
                return prefix[offset];
            }

            ulong at = offset - (ulong)prefix.Length;
            byte octet = cycle[at % (ulong)cycle.Length];
            return key is null ? octet : (byte)(octet ^ key[at & 3]);
        }
    }

    public static ProvenOctets Head(byte[] octets) => new(octets, [], 0, null);
}

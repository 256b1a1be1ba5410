namespace Replay.Capture.Packets;

/// <summary>Secrets of a pcapng Decryption Secrets Block.</summary>
/// <param name="Type">The block's secrets type; <see cref="TlsKeyLog"/> is the one that matters here.</param>
/// <param name="Octets">The secrets: for TLS the text of an NSS key log file.</param>
/// <param name="Source">The input that held them.</param>
public sealed record DecryptionSecrets(uint Type, ReadOnlyMemory<byte> Octets, string Source)
{
    /// <summary>"TLSK": an NSS key log file.</summary>
    public const uint TlsKeyLog = 0x544c534b;

    /// <summary>Octets of secrets kept of one input.</summary>
    public const int MaxOctets = 64 * 1024 * 1024;
}

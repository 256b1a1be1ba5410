using System.Buffers;
using System.Text;

namespace Replay.Protocol;

/// <summary>Sec-WebSocket-Key and the Sec-WebSocket-Accept that answers it, RFC 6455 §4.1 and §4.2.2.</summary>
public static class WebSocketKey
{
    /// <summary>Octets of a key on the wire: base64 of 16 octets.</summary>
    public const int Length = 24;

    /// <summary>Octets of an accept value on the wire: base64 of 20 octets.</summary>
    public const int AcceptLength = 28;

    private static readonly SearchValues<byte> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    internal static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>
    /// Whether a key is base64 of 16 octets (§4.1 item 7): 22 characters of the alphabet and "==", the unused bits of the
    /// last character zero (RFC 4648 §3.5; erratum 3150 corrects the RFC's own example for it).
    /// </summary>
    /// <param name="key">The key as sent, without surrounding white space.</param>
    public static bool IsValid(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length || key[22] != '=' || key[23] != '=')
        {
            return false;
        }

        if (key[..22].ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        // Two of the last character's six bits belong to the key, so the others leave A, Q, g and w.
        return key[21] is (byte)'A' or (byte)'Q' or (byte)'g' or (byte)'w';
    }

    /// <summary>True when all octets are of the alphabet of base64 or its padding.</summary>
    internal static bool IsBase64(ReadOnlySpan<byte> octets) => !octets.TrimEnd((byte)'=').ContainsAnyExcept(Alphabet);

    /// <summary>Makes a key of a nonce.</summary>
    /// <param name="nonce">16 octets, chosen at random for each connection.</param>
    /// <exception cref="ArgumentException">The nonce is not 16 octets.</exception>
    public static string FromNonce(ReadOnlySpan<byte> nonce) =>
        nonce.Length == 16
            ? Convert.ToBase64String(nonce)
            : throw new ArgumentException("A nonce has 16 octets (RFC 6455 §4.1).", nameof(nonce));

    /// <summary>The accept value of a key: base64 of the SHA-1 of the key, as sent, and a fixed GUID (§4.2.2 item 5.4).</summary>
    /// <param name="key">The key as sent, valid or not.</param>
    public static string Accept(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> accept = stackalloc byte[AcceptLength];
        Accept(Encoding.Latin1.GetBytes(key), accept);
        return Encoding.ASCII.GetString(accept);
    }

    /// <summary>As <see cref="Accept(string)"/>, from octets to octets.</summary>
    /// <param name="key">The key as sent, without surrounding white space, valid or not.</param>
    /// <param name="destination">Room for <see cref="AcceptLength"/> octets.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Accept(ReadOnlySpan<byte> key, Span<byte> destination)
    {
        if (destination.Length < AcceptLength)
        {
            throw new ArgumentException("An accept value has 28 octets.", nameof(destination));
        }

        Span<byte> hash = stackalloc byte[Sha1.HashLength];
        int length = key.Length + Guid.Length;
        Span<byte> text = length <= 256 ? stackalloc byte[256] : new byte[length];
        text = text[..length];
        key.CopyTo(text);
        Guid.CopyTo(text[key.Length..]);
        Sha1.Hash(text, hash);
        _ = System.Buffers.Text.Base64.EncodeToUtf8(hash, destination, out _, out _);
    }
}

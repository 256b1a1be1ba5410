using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Replay.Protocol;

/// <summary>
/// Requests whose accept values (RFC 6455 §4.2.2 item 5.4) will be asked for. One SHA-1 is a chain of steps that each wait for the
/// one before; eight of them side by side take no longer. A capture of many short connections has that many handshakes under
/// way, and for a single one nothing is lost. Not for several threads.
/// </summary>
internal sealed class AcceptQueue
{
    private const int Lanes = 8;
    private const int KeyWords = WebSocketKey.Length / sizeof(uint);

    // Word by word, the same word of all keys side by side.
    private readonly uint[] _keys = new uint[KeyWords * Lanes];
    private readonly HttpHead?[] _requests = new HttpHead?[Lanes];
    private int _count;

    /// <summary>Makes note of a request: the hash of its key is computed with those of others, at the latest when it is asked for.</summary>
    public void Add(HttpHead request)
    {
        ReadOnlySpan<byte> key = request.ProofOctets;
        if (!Vector256.IsHardwareAccelerated || key.Length != WebSocketKey.Length)
        {
            return;
        }

        if (_count == Lanes)
        {
            Compute();
        }

        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(key);
        ref uint lane = ref _keys[_count];
        for (int i = 0; i < KeyWords; i++)
        {
            Unsafe.Add(ref lane, i * Lanes) = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(words[i]) : words[i];
        }

        request.AwaitsAccept = true;
        _requests[_count++] = request;
    }

    /// <summary>Computes what was noted of a request, when it was; the request knows the hash then.</summary>
    public void Settle(HttpHead request)
    {
        // One alone is hashed by itself.
        if (request.AwaitsAccept && _count > 1)
        {
            Compute();
        }
    }

    private void Compute()
    {
        Span<uint> hashes = stackalloc uint[5 * Lanes];
        Sha1.HashKeys(_keys, hashes);
        for (int lane = 0; lane < _count; lane++)
        {
            // A request that was given back meanwhile, for the next head to be read into its memory, waits for another hash or none.
            HttpHead request = _requests[lane]!;
            if (request.AwaitsAccept && IsKeyOf(request, lane))
            {
                request.KeepAccept(hashes[lane], hashes[Lanes + lane], hashes[(2 * Lanes) + lane], hashes[(3 * Lanes) + lane], hashes[(4 * Lanes) + lane]);
            }

            _requests[lane] = null;
        }

        _count = 0;
    }

    private bool IsKeyOf(HttpHead request, int lane)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(request.ProofOctets);
        for (int i = 0; i < words.Length; i++)
        {
            if (_keys[(i * Lanes) + lane] != (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(words[i]) : words[i]))
            {
                return false;
            }
        }

        return words.Length == KeyWords;
    }
}

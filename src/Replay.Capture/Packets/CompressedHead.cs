using System.IO.Compression;

namespace Replay.Capture.Packets;

/// <summary>Looks into the first octets of an input that may be compressed.</summary>
internal static class CompressedHead
{
    /// <summary>The first octets of the capture itself; empty when there are none.</summary>
    public static ReadOnlySpan<byte> Peek(ReadOnlySpan<byte> head)
    {
        if (head.Length < 18 || head[0] != 0x1f || head[1] != 0x8b)
        {
            return head;
        }

        byte[] first = new byte[32];
        try
        {
            using var inflated = new GZipStream(new MemoryStream(head.ToArray()), CompressionMode.Decompress);
            int length = inflated.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            return first.AsSpan(0, length);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>True when the input is compressed with zstd.</summary>
    public static bool IsZstandard(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]);
}

using Replay.Protocol;

namespace Replay.Capture.HexDumps;

/// <summary>Whose octets an unmarked record holds, by what they look like.</summary>
internal static class DirectionGuess
{
    /// <summary>Guesses who sent the octets.</summary>
    /// <param name="octets">The record's octets from its first.</param>
    /// <param name="isSure">True for an HTTP head, or when frames fill the record exactly; false for a hint.</param>
    /// <returns>The client, the server, or null when the octets say nothing.</returns>
    public static Party? Of(ReadOnlySpan<byte> octets, out bool isSure)
    {
        isSure = true;
        if (octets.StartsWith("HTTP/1."u8))
        {
            return Party.Server;
        }

        if (IsRequest(octets))
        {
            return Party.Client;
        }

        // RFC 6455 §5.1: the client masks, the server does not.
        isSure = FillFrames(octets, out bool? masked);
        return masked switch { true => Party.Client, false => Party.Server, _ => null };
    }

    /// <summary>True when the octets start with a request line.</summary>
    public static bool IsRequest(ReadOnlySpan<byte> octets)
    {
        int method = octets.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (method is < 3 or > 10 || octets[method] != ' ' || method + 1 == octets.Length || octets[method + 1] <= ' ')
        {
            return false;
        }

        ReadOnlySpan<byte> line = octets[..Math.Min(octets.Length, 8192)];
        int end = line.IndexOfAny((byte)'\r', (byte)'\n');
        // A first piece may end inside the request line.
        return end < 0 ? line.StartsWith("GET "u8) && line.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 : line[..end].IndexOf(" HTTP/1."u8) > 0;
    }

    /// <summary>True when plausible frames of one side follow each other to the very last octet.</summary>
    private static bool FillFrames(ReadOnlySpan<byte> octets, out bool? masked)
    {
        masked = null;
        if (!octets.ContainsAnyExcept((byte)0))
        {
            // Empty continuations without end are what a hole in a file looks like.
            return false;
        }

        while (!octets.IsEmpty)
        {
            if (!FrameReader.TryRead(octets, out FrameHeader header) || !IsPlausible(header) || (masked is { } mask && mask != header.Masked))
            {
                return false;
            }

            masked = header.Masked;
            ulong length = header.HeaderLength + header.PayloadLength;
            if (length > (ulong)octets.Length)
            {
                return false;
            }

            octets = octets[(int)length..];
        }

        return masked.HasValue;
    }

    private static bool IsPlausible(in FrameHeader header) =>
        header.Opcode is Opcode.Continuation or Opcode.Text or Opcode.Binary or Opcode.Close or Opcode.Ping or Opcode.Pong
        && header.IsMinimalLength && (header.Rsv & 3) == 0 && header.PayloadLength < 1UL << 40;
}

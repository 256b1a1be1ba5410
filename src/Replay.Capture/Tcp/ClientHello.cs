using System.Buffers.Binary;
using System.Text;

namespace Replay.Capture.Tcp;

/// <summary>Server name and protocols of a TLS ClientHello (RFC 8446 §4.1.2, RFC 6066 §3, RFC 7301 §3.1).</summary>
internal static class ClientHello
{
    /// <summary>True when the hello is all there, or as much of it as will ever be looked at.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> stream)
    {
        if (stream.Length < 9)
        {
            return false;
        }

        int length = (stream[6] << 16) | (stream[7] << 8) | stream[8];
        int there = 0;
        for (int at = 0; at + 5 <= stream.Length && stream[at] == 0x16;)
        {
            int record = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 3)..]);
            there += Math.Min(record, stream.Length - at - 5);
            at += 5 + record;
        }

        return there >= length + 4;
    }

    /// <summary>Reads what is there; a cut hello yields what it still holds.</summary>
    public static (string? ServerName, IReadOnlyList<string> Protocols) Read(ReadOnlySpan<byte> stream)
    {
        byte[] joined = Join(stream);
        ReadOnlySpan<byte> hello = joined;
        string? name = null;
        List<string> protocols = [];
        // type, length, version, random
        if (!Skip(ref hello, 4 + 2 + 32) || !SkipVector(ref hello, 1) || !SkipVector(ref hello, 2) || !SkipVector(ref hello, 1) || !Skip(ref hello, 2))
        {
            return (null, []);
        }

        while (hello.Length >= 4)
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(hello);
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(hello[2..]), hello.Length - 4);
            ReadOnlySpan<byte> body = hello.Slice(4, length);
            if (type == 0 && body.Length > 5 && body[2] == 0)
            {
                int size = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(body[3..]), body.Length - 5);
                name = Printable(body.Slice(5, size));
            }
            else if (type == 16 && body.Length > 2)
            {
                for (body = body[2..]; body.Length > 0 && protocols.Count < 32; body = body[(1 + Math.Min(body[0], body.Length - 1))..])
                {
                    protocols.Add(Printable(body.Slice(1, Math.Min(body[0], body.Length - 1))));
                }
            }

            hello = hello[(4 + length)..];
        }

        return (name, protocols);
    }

    private static byte[] Join(ReadOnlySpan<byte> stream)
    {
        byte[] joined = new byte[stream.Length];
        int length = 0;
        while (stream.Length > 5 && stream[0] == 0x16)
        {
            int record = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(stream[3..]), stream.Length - 5);
            stream.Slice(5, record).CopyTo(joined.AsSpan(length));
            length += record;
            stream = stream[(5 + record)..];
        }

        return joined[..length];
    }

    private static bool Skip(ref ReadOnlySpan<byte> octets, int count)
    {
        if (octets.Length < count)
        {
            return false;
        }

        octets = octets[count..];
        return true;
    }

    private static bool SkipVector(ref ReadOnlySpan<byte> octets, int lengthOctets)
    {
        if (octets.Length < lengthOctets)
        {
            return false;
        }

        int length = lengthOctets == 1 ? octets[0] : BinaryPrimitives.ReadUInt16BigEndian(octets);
        return Skip(ref octets, lengthOctets + length);
    }

    private static string Printable(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        foreach (byte octet in octets)
        {
            text.Append(octet is >= 0x20 and < 0x7f ? (char)octet : '?');
        }

        return text.ToString();
    }
}

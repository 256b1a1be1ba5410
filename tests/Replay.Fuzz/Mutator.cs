namespace Replay.Fuzz;

/// <summary>Changes octets as a seed says: flips, cuts, repeats, splices, interesting numbers.</summary>
internal static class Mutator
{
    private static readonly byte[] Interesting = [0x00, 0x01, 0x7F, 0x80, 0xFF, (byte)'\n', (byte)'\r', (byte)'"', (byte)'<', (byte)'{', (byte)'0', (byte)'-'];

    internal static byte[] Mutate(byte[] octets, byte[] other, Random random)
    {
        List<byte> mutated = [.. octets];
        int changes = random.Next(1, 8);
        for (int i = 0; i < changes; i++)
        {
            Change(mutated, other, random);
        }

        return [.. mutated];
    }

    private static void Change(List<byte> octets, byte[] other, Random random)
    {
        if (octets.Count == 0)
        {
            octets.Add((byte)random.Next(256));
            return;
        }

        int at = random.Next(octets.Count);
        int length = Math.Min(octets.Count - at, random.Next(1, 64));
        switch (random.Next(9))
        {
            case 0:
                octets[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                octets[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case 2:
                octets.RemoveRange(at, length);
                break;
            case 3:
                octets.InsertRange(at, octets.GetRange(at, length));
                break;
            case 4:
                octets.RemoveRange(at, octets.Count - at);
                break;
            case 5 when other.Length > 0:
                int from = random.Next(other.Length);
                octets.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, length)).ToArray());
                break;
            case 6:
                for (int i = at; i < at + Math.Min(4, length); i++)
                {
                    octets[i] = 0xFF;
                }

                break;
            case 7:
                octets.InsertRange(at, Enumerable.Repeat(octets[at], random.Next(1, 2000)));
                break;
            default:
                octets[at] = (byte)random.Next(256);
                break;
        }
    }
}

using System.Text;

namespace Replay.Cases.Data;

/// <summary>A document that messages are cut from, one behind the other, going round at its end.</summary>
public sealed class CaseDocument
{
    /// <summary>The longest message any case cuts.</summary>
    private const int LongestMessage = 131072;

    // The document with its start repeated behind its end, so that each message is one run of octets.
    private readonly byte[] _octets;

    // Octet offset of each character where they differ.
    private readonly int[]? _starts;

    /// <summary>A document counted in octets.</summary>
    internal CaseDocument(ReadOnlySpan<byte> octets)
    {
        Length = octets.Length;
        OctetLength = octets.Length;
        int rest = Math.Min(octets.Length, LongestMessage);
        _octets = [.. octets, .. octets[..rest]];
    }

    /// <summary>A document counted in characters, all of them of the first plane.</summary>
    internal CaseDocument(string text)
    {
        Length = text.Length;
        string round = text + text[..Math.Min(text.Length, LongestMessage)];
        _octets = Encoding.UTF8.GetBytes(round);
        OctetLength = Encoding.UTF8.GetByteCount(text);
        if (_octets.Length != round.Length)
        {
            _starts = Starts(round);
        }
    }

    /// <summary>Octets of a binary document, characters of a text.</summary>
    public int Length { get; }

    /// <summary>Octets of the document.</summary>
    public int OctetLength { get; }

    /// <summary>The whole document.</summary>
    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, OctetLength);

    /// <summary>Where in <see cref="Octets"/> message <paramref name="index"/> (from 0) of <paramref name="length"/> octets or characters begins.</summary>
    public int Position(long index, int length) => Start((int)(index * length % Length));

    /// <summary>Message <paramref name="index"/> (from 0) of <paramref name="length"/> octets or characters each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is above 131072 or the document's own.</exception>
    public ReadOnlyMemory<byte> Message(long index, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Math.Min(Length, LongestMessage));
        int from = (int)(index * length % Length);
        int start = Start(from);
        return _octets.AsMemory(start, Start(from + length) - start);
    }

    private int Start(int character) => _starts is null ? character : _starts[character];

    private static int[] Starts(string text)
    {
        int[] starts = new int[text.Length + 1];
        for (int i = 0; i < text.Length; i++)
        {
            starts[i + 1] = starts[i] + (text[i] < 0x80 ? 1 : text[i] < 0x800 ? 2 : 3);
        }

        return starts;
    }
}

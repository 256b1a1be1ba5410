using System.Globalization;
using System.Text;
using Replay.Protocol;

namespace Replay.Sessions.Comparison;

/// <summary>One thing said in one direction: a data message, a control frame or, compared strictly, any frame.</summary>
public sealed class ComparedItem
{
    private const int Window = 96;
    private const int Before = 24;

    /// <summary>Octets at either end that are looked at to see whether two payloads resemble each other.</summary>
    private const int Glance = 64;

    private readonly ReadOnlyMemory<byte> _compared;
    private readonly int _hash;

    internal ComparedItem(Direction direction, string kind, ReadOnlyMemory<byte> octets, ReadOnlyMemory<byte> compared, ulong? length, bool isText)
    {
        Direction = direction;
        Kind = kind;
        Octets = octets;
        _compared = compared;
        Length = length;
        IsText = isText;
        var hash = new HashCode();
        hash.AddBytes(compared.Span);
        _hash = hash.ToHashCode();
    }

    /// <summary>The direction.</summary>
    public Direction Direction { get; }

    /// <summary>What it is: "text", "binary", "ping", "pong", "close 1000", "opcode 3"; a frame adds its FIN and RSV bits.</summary>
    public string Kind { get; }

    /// <summary>Its number among those of its direction, from 0.</summary>
    public int Number { get; init; }

    /// <summary>What is known of its octets.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>How many octets it has, or null when that is unknown.</summary>
    public ulong? Length { get; }

    /// <summary>The octets are UTF-8 text.</summary>
    public bool IsText { get; }

    /// <summary>All octets are known.</summary>
    public bool IsWhole => Length == (ulong)Octets.Length;

    /// <summary>When it was complete.</summary>
    public Timestamp Time { get; init; } = Timestamp.None;

    /// <summary>The same for items that are the same; different ones seldom share it.</summary>
    internal string Likeness => string.Create(CultureInfo.InvariantCulture, $"{Kind} {_compared.Length} {_hash}");

    /// <summary>The kind without its particulars: "close", "text".</summary>
    internal string Word => Kind.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? Kind[..end] : Kind;

    /// <summary>True when the two begin or end alike for the most part.</summary>
    internal bool Resembles(ComparedItem other)
    {
        ReadOnlySpan<byte> mine = _compared.Span;
        ReadOnlySpan<byte> its = other._compared.Span;
        int longer = Math.Min(Math.Max(mine.Length, its.Length), 2 * Glance);
        int first = Math.Min(Glance, mine.CommonPrefixLength(its));
        int last = 0;
        while (last < Glance && last < Math.Min(mine.Length, its.Length) && mine[^(last + 1)] == its[^(last + 1)])
        {
            last++;
        }

        return first + last > longer / 2;
    }

    /// <summary>True when nothing tells the two apart, as far as both are known.</summary>
    public bool IsSame(ComparedItem other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Kind != other.Kind)
        {
            return false;
        }

        if (IsWhole && other.IsWhole)
        {
            return _hash == other._hash && _compared.Span.SequenceEqual(other._compared.Span);
        }

        int common = Math.Min(Octets.Length, other.Octets.Length);
        return (Length is null || other.Length is null || Length == other.Length)
            && Octets.Span[..common].SequenceEqual(other.Octets.Span[..common]);
    }

    /// <summary>It in words; long payloads are shown where they part from the other's.</summary>
    public string Describe(ComparedItem? other = null)
    {
        int parting = other is null ? 0 : Octets.Span.CommonPrefixLength(other.Octets.Span);
        string length = Length is { } known ? string.Create(CultureInfo.InvariantCulture, $" ({known} octets)") : "";
        if (Octets.Length == 0)
        {
            return Length is null or 0 ? Kind : Kind + length;
        }

        bool isLong = Octets.Length > Window;
        string content = IsText ? TextFrom(parting) : HexFrom(parting);
        return Kind + (isLong || !IsWhole ? length : "") + " " + content;
    }

    private string TextFrom(int parting)
    {
        string text = Encoding.UTF8.GetString(Octets.Span);
        int at = Encoding.UTF8.GetCharCount(Octets.Span[..Math.Min(parting, Octets.Length)]);
        int start = text.Length <= Window ? 0 : Math.Clamp(at - Before, 0, Math.Max(0, text.Length - Window));
        int end = Math.Min(text.Length, start + Window);

        // Surrogates stay together.
        start -= start > 0 && char.IsLowSurrogate(text[start]) ? 1 : 0;
        end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
        return (start > 0 ? "… " : "") + "\"" + text[start..end] + "\"" + (end < text.Length || !IsWhole ? " …" : "");
    }

    private string HexFrom(int parting)
    {
        const int Octets32 = 32;
        int start = Octets.Length <= Octets32 ? 0 : Math.Clamp(parting - 8, 0, Octets.Length - Octets32);
        int end = Math.Min(Octets.Length, start + Octets32);
        return (start > 0 ? string.Create(CultureInfo.InvariantCulture, $"… at {start}: ") : "")
            + Convert.ToHexStringLower(Octets.Span[start..end])
            + (end < Octets.Length || !IsWhole ? " …" : "");
    }
}

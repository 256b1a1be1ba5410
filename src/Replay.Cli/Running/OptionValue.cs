using System.Globalization;
using Replay.Capture;
using Replay.Cli.Commands;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>From the text of options to their values.</summary>
internal static class OptionValue
{
    public static string? OneOf(ValueOption option, string? value)
    {
        if (value is null || Array.IndexOf(option.Values, value) >= 0)
        {
            return value;
        }

        throw new UsageException($"{option.Name}: '{value}' is none of {string.Join(", ", option.Values)}");
    }

    public static Direction? Direction(ValueOption option, string? value) =>
        OneOf(option, value) is { } word ? word == "tx" ? Protocol.Direction.Tx : Protocol.Direction.Rx : null;

    public static Perspective? Perspective(ValueOption option, string? value) =>
        OneOf(option, value) is { } word ? word == "client" ? Protocol.Perspective.Client : Protocol.Perspective.Server : null;

    public static MessageType? Type(ValueOption option, string? value) =>
        OneOf(option, value) is { } word ? word == "text" ? MessageType.Text : MessageType.Binary : null;

    public static Severity? Severity(ValueOption option, string? value) => OneOf(option, value) switch
    {
        "note" => Protocol.Severity.Note,
        "warning" => Protocol.Severity.Warning,
        "error" => Protocol.Severity.Error,
        _ => null,
    };

    /// <summary>A number without a unit.</summary>
    public static long? Count(ValueOption option, string? value, long most)
    {
        if (value is null)
        {
            return null;
        }

        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most
            ? number
            : throw new UsageException($"{option.Name}: '{value}' is not a number from 0 to {most.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>A number of things of which at least one is needed.</summary>
    public static int? AtLeastOne(ValueOption option, string? value, int most) => Count(option, value, most) is 0
        ? throw new UsageException($"{option.Name}: '{value}' is not a number from 1 to {most.ToString(CultureInfo.InvariantCulture)}")
        : (int?)Count(option, value, most);

    /// <summary>A number of octets: 65536, 64K, 16M, 1G; "KiB", "MiB" and "GiB" too.</summary>
    public static long? Size(ValueOption option, string? value, long most)
    {
        if (value is null)
        {
            return null;
        }

        int digits = value.AsSpan().IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? value.Length : digits;
        long unit = value[digits..].ToUpperInvariant() switch
        {
            "" => 1,
            "K" or "KIB" => 1L << 10,
            "M" or "MIB" => 1L << 20,
            "G" or "GIB" => 1L << 30,
            _ => 0,
        };
        if (unit > 0 && long.TryParse(value.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most / unit)
        {
            return number * unit;
        }

        throw new UsageException($"{option.Name}: '{value}' is not a number of octets such as 65536, 64K, 16M or 1G");
    }

    /// <summary>One part of several: 2/4.</summary>
    public static Capture.Tcp.FlowShare Share(ValueOption option, string value)
    {
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && int.TryParse(value.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out int part)
            && int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int parts)
            && part >= 1 && part <= parts && parts <= Capture.Tcp.FlowShare.MaxParts
            ? new Capture.Tcp.FlowShare(part - 1, parts)
            : throw new UsageException($"{option.Name}: '{value}' is no part of a whole such as 1/4 or 4/4, of at most {Capture.Tcp.FlowShare.MaxParts.ToString(CultureInfo.InvariantCulture)} parts");
    }

    /// <summary>Numbers from 1.</summary>
    public static List<long> Numbers(ValueOption option, IReadOnlyList<string> values, long most)
    {
        var numbers = new List<long>(values.Count);
        foreach (string value in values)
        {
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number < 1 || number > most)
            {
                throw new UsageException($"{option.Name}: '{value}' is not a number from 1 to {most.ToString(CultureInfo.InvariantCulture)}");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>Seconds, or a number with its unit: 90, 1.5s, 5m, 2h.</summary>
    public static TimeSpan? Duration(ValueOption option, string? value)
    {
        if (value is null)
        {
            return null;
        }

        ReadOnlySpan<char> number = value.AsSpan().TrimEnd("smh");
        double unit = value.AsSpan(number.Length) switch
        {
            "" or "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => 0,
        };
        // A hundred years: TimeSpan has room for more, arithmetic in nanoseconds has not.
        const double Most = 100 * 365.25 * 86_400;
        return unit > 0 && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds * unit <= Most
            ? TimeSpan.FromSeconds(seconds * unit)
            : throw new UsageException($"{option.Name}: '{value}' is not a time such as 90s, 5m or 2h");
    }

    public static TimeBound? Time(ValueOption option, string? value)
    {
        if (value is null)
        {
            return null;
        }

        return TimeBound.TryParse(value, out TimeBound bound)
            ? bound
            : throw new UsageException($"{option.Name}: '{value}' is neither a time such as 2026-11-20T10:29:00Z nor seconds such as 1.5");
    }

    public static IReadOnlyList<NumberRange> Ranges(ValueOption option, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var ranges = new List<NumberRange>();
        foreach (string value in values)
        {
            int dash = value.IndexOf('-', StringComparison.Ordinal);
            string first = dash < 0 ? value : value[..dash];
            string last = dash < 0 ? value : value[(dash + 1)..];
            if (!long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long from)
                || !long.TryParse(last.Length == 0 ? long.MaxValue.ToString(CultureInfo.InvariantCulture) : last, NumberStyles.None, CultureInfo.InvariantCulture, out long to)
                || from > to)
            {
                throw new UsageException($"{option.Name}: '{value}' is not a number such as 3 or a range such as 5-9 or 5-");
            }

            ranges.Add(new NumberRange(from, to));
        }

        return ranges;
    }

    /// <summary>Opcodes by name or number, as bits.</summary>
    public static int Opcodes(ValueOption option, IReadOnlyList<string> values)
    {
        int opcodes = 0;
        foreach (string value in values)
        {
            int opcode = Array.IndexOf(option.Values, value);
            if (opcode >= 0)
            {
                opcodes |= 1 << (opcode < 3 ? opcode : opcode + 5);
            }
            else if (TryParseOpcode(value, out int number))
            {
                opcodes |= 1 << number;
            }
            else
            {
                throw new UsageException($"{option.Name}: '{value}' is neither a number from 0 to 15 nor one of {string.Join(", ", option.Values)}");
            }
        }

        return opcodes;
    }

    public static IReadOnlyList<PayloadPattern> Patterns(IReadOnlyList<string> texts, ValueOption regex, IReadOnlyList<string> expressions)
    {
        var patterns = new List<PayloadPattern>();
        foreach (string one in texts)
        {
            patterns.Add(PayloadPattern.FromText(one));
        }

        foreach (string expression in expressions)
        {
            try
            {
                patterns.Add(PayloadPattern.FromRegex(expression));
            }
            catch (ArgumentException exception)
            {
                throw new UsageException($"{regex.Name}: {exception.Message}");
            }
        }

        return patterns;
    }

    public static SourceOptions Source(Perspective? perspective, Direction? unmarked, long? maxLine, long? maxDocument)
    {
        SourceOptions defaults = SourceOptions.Default;
        return defaults with
        {
            Perspective = perspective,
            Direction = unmarked,
            MaxLine = Limit((int?)maxLine, int.MaxValue) ?? defaults.MaxLine,
            MaxDocument = Limit(maxDocument, long.MaxValue) ?? defaults.MaxDocument,
        };
    }

    public static ConversationOptions Conversation(long? maxPayload, long? maxInflate, long? maxInflateRatio, long? maxHandshake)
    {
        DecoderOptions defaults = DecoderOptions.Default;
        return new ConversationOptions
        {
            MaxPayload = maxPayload ?? ConversationOptions.Default.MaxPayload,
            Decoder = defaults with
            {
                MaxInflatedMessage = (ulong?)maxInflate ?? defaults.MaxInflatedMessage,
                MaxInflateRatio = (int?)maxInflateRatio ?? defaults.MaxInflateRatio,
                MaxHandshake = Limit((int?)maxHandshake, int.MaxValue) ?? defaults.MaxHandshake,
            },
        };
    }

    /// <summary>Limits whose type does not know "unlimited" take the greatest number for it.</summary>
    public static T? Limit<T>(T? value, T most)
        where T : struct, IEquatable<T> => value is { } limit && limit.Equals(default) ? most : value;

    private static bool TryParseOpcode(string value, out int opcode)
    {
        bool hex = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return int.TryParse(hex ? value.AsSpan(2) : value, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out opcode)
            && opcode is >= 0 and <= 15;
    }
}

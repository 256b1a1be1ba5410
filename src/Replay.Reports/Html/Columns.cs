using Replay.Protocol;
using Replay.Reports.Ndjson;

namespace Replay.Reports.Html;

/// <summary>Pairs and columns of values, as members.</summary>
internal static class Columns
{
    /// <summary>A value of either direction.</summary>
    public static void Pair(this JsonWriter writer, ReadOnlySpan<byte> name, long tx, long rx)
    {
        writer.Name(name);
        writer.BeginArray();
        writer.Number(tx);
        writer.Number(rx);
        writer.EndArray();
    }

    /// <summary>A value each.</summary>
    public static void Column<T>(this JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T> items, Func<T, long> value)
    {
        writer.Name(name);
        writer.BeginArray();
        for (int i = 0; i < items.Count; i++)
        {
            writer.Number(value(items[i]));
        }

        writer.EndArray();
    }

    /// <summary>Nanoseconds after the one before, the first after the base; null where there is no time.</summary>
    public static void Times<T>(this JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T> items, Func<T, Timestamp> time, Timestamp start)
    {
        writer.Name(name);
        writer.BeginArray();
        long last = start.HasValue ? start.UnixNanoseconds : 0;
        for (int i = 0; i < items.Count; i++)
        {
            Timestamp one = time(items[i]);
            writer.NumberOrNull(one.HasValue ? one.UnixNanoseconds - last : null);
            last = one.HasValue ? one.UnixNanoseconds : last;
        }

        writer.EndArray();
    }

    /// <summary>Pairs of index and value, of those that have a value.</summary>
    public static void Exceptions<T>(this JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<T> items, Func<T, long?> value)
    {
        writer.Name(name);
        writer.BeginArray();
        for (int i = 0; i < items.Count; i++)
        {
            if (value(items[i]) is { } exception)
            {
                writer.Number((long)i);
                writer.Number(exception);
            }
        }

        writer.EndArray();
    }
}

using System.Globalization;
using Replay.Sessions.Autobahn;

namespace Replay.Capture.Autobahn;

/// <summary>Rows of a JSON wire log.</summary>
internal static class WireLogJson
{
    /// <summary>A row; an unknown one where it has not the shape its kind has.</summary>
    public static WireLogRecord Row(JsonNode row, ReadOnlySpan<byte> document)
    {
        List<JsonNode> values = row.Items;
        string kind = values.Count > 0 ? values[0].AsString ?? string.Empty : string.Empty;
        (WireLogRecord? record, int used) = kind switch
        {
            "TO" or "RO" => Octets(kind, values),
            "TF" => TxFrame(values),
            "RF" => RxFrame(values),
            "KL" => Timer(values, WireLogTimerKind.FailAfter, true, false),
            "KLE" => Timer(values, WireLogTimerKind.Failing, false, false),
            "TI" => Timer(values, WireLogTimerKind.CloseAfter, true, false),
            "TIE" => Timer(values, WireLogTimerKind.Closing, false, false),
            "CT" => Timer(values, WireLogTimerKind.Delay, true, true),
            "CTE" => Timer(values, WireLogTimerKind.DelayEnd, false, true),
            "WLM" when values.Count > 1 && values[1].AsBool is { } on => (new WireLogSwitch(on), 2),
            _ => (null, 0),
        };
        if (record is null || !row.IsWhole)
        {
            return new WireLogUnknown(Source(row, document));
        }

        return values.Count == used ? record : record with { OtherValues = Sources(values.Skip(used), document) };
    }

    /// <summary>A value's text as written.</summary>
    public static string Source(JsonNode node, ReadOnlySpan<byte> document) => PageOctets.Decode(document[node.Start..node.End]);

    private static List<string> Sources(IEnumerable<JsonNode> values, ReadOnlySpan<byte> document)
    {
        var sources = new List<string>();
        foreach (JsonNode value in values)
        {
            sources.Add(Source(value, document));
        }

        return sources;
    }

    private static (WireLogRecord?, int) Octets(string kind, List<JsonNode> values)
    {
        if (values.Count < 2 || !LengthAndData(values[1], out ulong? length, out string data))
        {
            return default;
        }

        return kind == "RO"
            ? (new WireLogRxOctets { Length = length, Hex = data }, 2)
            : (new WireLogTxOctets { Length = length, Hex = data, Sync = values.Count > 2 ? values[2].AsBool : null }, Math.Min(values.Count, 3));
    }

    private static (WireLogRecord?, int) TxFrame(List<JsonNode> values)
    {
        if (values.Count < 9
            || !LengthAndData(values[1], out ulong? length, out string payload)
            || Small(values[2], 15) is not { } opcode
            || values[3].AsBool is not { } fin
            || Small(values[4], 7) is not { } rsv
            || values[8].AsBool is not { } sync)
        {
            return default;
        }

        return (
            new WireLogTxFrame
            {
                Length = length,
                Payload = payload,
                Opcode = opcode,
                Fin = fin,
                Rsv = rsv,
                Mask = values[5].AsString,
                RepeatLength = Unsigned(values[6]),
                ChopSize = Unsigned(values[7]),
                Sync = sync,
            },
            9);
    }

    private static (WireLogRecord?, int) RxFrame(List<JsonNode> values)
    {
        if (values.Count < 7
            || !LengthAndData(values[1], out ulong? length, out string payload)
            || Small(values[2], 15) is not { } opcode
            || values[3].AsBool is not { } fin
            || Small(values[4], 7) is not { } rsv
            || values[5].AsBool is not { } masked)
        {
            return default;
        }

        return (
            new WireLogRxFrame
            {
                Length = length,
                Payload = payload,
                Opcode = opcode,
                Fin = fin,
                Rsv = rsv,
                Masked = masked,
                Mask = values[6].AsString,
            },
            7);
    }

    private static (WireLogRecord?, int) Timer(List<JsonNode> values, WireLogTimerKind kind, bool hasSeconds, bool hasTag)
    {
        int used = 1 + (hasSeconds ? 1 : 0) + (hasTag ? 1 : 0);
        if (values.Count < used || (hasSeconds && values[1].Kind != JsonNodeKind.Number))
        {
            return default;
        }

        return (new WireLogTimer(kind, hasSeconds ? values[1].Text : null, hasTag ? values[used - 1].AsString : null), used);
    }

    private static bool LengthAndData(JsonNode pair, out ulong? length, out string data)
    {
        length = null;
        data = string.Empty;
        if (pair.Kind != JsonNodeKind.Array || pair.Items.Count != 2 || pair.Items[1].AsString is not { } text)
        {
            return false;
        }

        // A report that was made of a page does not know the lengths of what the page cut.
        length = Unsigned(pair.Items[0]);
        if (length is null && pair.Items[0].Kind != JsonNodeKind.Null)
        {
            return false;
        }

        data = text;
        return true;
    }

    private static int? Small(JsonNode node, int largest) => node.AsLong is { } value && value >= 0 && value <= largest ? (int)value : null;

    private static ulong? Unsigned(JsonNode node) =>
        node.Kind == JsonNodeKind.Number && ulong.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;
}

using Replay.Reports.Ndjson;
using Replay.Sessions;
using Replay.Sessions.Comparison;
using Replay.Sessions.Results;

namespace Replay.Reports.Differences;

/// <summary>A comparison as one JSON object, for programs.</summary>
public static class DiffJson
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="inputs">The two inputs as the user named them.</param>
    /// <param name="pairs">The pairs, with what came of comparing those that have both sides.</param>
    public static void Write(Utf8Output output, IReadOnlyList<string> inputs, IReadOnlyList<(SessionPair Pair, SessionComparison? Comparison)> pairs)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(pairs);
        var json = new JsonWriter(output);
        json.BeginObject();
        json.Name("inputs"u8);
        json.BeginArray();
        foreach (string input in inputs)
        {
            json.Text(input);
        }

        json.EndArray();
        json.Member("verdict"u8, pairs.All(static one => one.Comparison?.IsMatch == true) ? "match" : "mismatch");
        json.Name("connections"u8);
        json.BeginArray();
        foreach ((SessionPair pair, SessionComparison? comparison) in pairs)
        {
            json.BeginObject();
            Side(json, "expected"u8, pair.Expected);
            Side(json, "observed"u8, pair.Observed);
            json.Name("differences"u8);
            Differences(json, comparison?.Differences ?? [new SessionDifference("connection", Word(pair.Expected), Word(pair.Observed))]);
            json.Member("moreDifferences"u8, (long)(comparison?.MoreDifferences ?? 0));
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
        json.EndLine();
    }

    /// <summary>An array of {at, expected, observed}.</summary>
    internal static void Differences(JsonWriter json, IEnumerable<SessionDifference> differences)
    {
        json.BeginArray();
        foreach (SessionDifference difference in differences)
        {
            json.BeginObject();
            json.Member("at"u8, difference.At);
            json.Member("expected"u8, difference.Expected);
            json.Member("observed"u8, difference.Observed);
            json.EndObject();
        }

        json.EndArray();
    }

    private static string? Word(Session? session) => session is null ? null : "present";

    private static void Side(JsonWriter json, ReadOnlySpan<byte> name, Session? session)
    {
        json.Name(name);
        if (session is null)
        {
            json.Null();
            return;
        }

        json.BeginObject();
        json.Member("connection"u8, session.Connection.Connection);
        json.Member("source"u8, session.Connection.Source);
        json.EndObject();
    }
}

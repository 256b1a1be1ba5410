using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Replay.Capture.Ndjson;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Capture.Results;

/// <summary>What <c>replay --json</c> writes: an object a replayed conversation, or an array of them. It gives results, not conversations.</summary>
public sealed class ReplayResultFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "replay-result";

    /// <inheritdoc/>
    public string Description => "what replay --json writes, for report";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[' && StatesVerdict(text) ? Confidence.Certain : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        using JsonDocument? document = ResultDocument.Open(input, context, "the result of a replay");
        if (document is null)
        {
            return;
        }

        JsonElement root = document.RootElement;
        foreach (JsonElement one in root.ValueKind == JsonValueKind.Object ? [root] : ResultDocument.Items(root))
        {
            context.Results!(Result(one, input.Name, context));
        }
    }

    /// <summary>True when the first object has a target and then a verdict.</summary>
    private static bool StatesVerdict(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, isFinalBlock: false, state: default);
        bool hasTarget = false;
        try
        {
            int depth = text[0] == '[' ? 2 : 1;
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == depth)
                {
                    if (hasTarget && json.ValueTextEquals("verdict"u8))
                    {
                        return true;
                    }

                    hasTarget |= json.ValueTextEquals("target"u8);
                }
                else if (json.CurrentDepth == depth - 1 && json.TokenType == JsonTokenType.EndObject)
                {
                    return false;
                }
            }
        }
        catch (JsonException)
        {
            // No JSON: somebody else's.
        }

        return false;
    }

    private static CaseResult Result(JsonElement one, string document, SourceContext context)
    {
        string? Text(string name) => ResultDocument.Text(one, name);
        Session? live = Live(ResultDocument.Member(one, "live"), document, context);
        return new CaseResult
        {
            Name = Text("name") ?? Text("case") ?? Text("input") ?? document,
            CaseId = Text("case"),
            Clause = Text("clause"),
            Agent = Text("agent"),
            Input = Text("input"),
            Target = Text("target"),

            // What cannot be replayed has no verdict, and says why under failure.
            Verdict = RunVerdictWords.Parse(Text("verdict")) ?? RunVerdict.Mismatch,
            Behavior = VerdictWords.ParseBehavior(Text("behavior")),
            CloseBehavior = VerdictWords.ParseCloseBehavior(Text("behaviorClose")),
            Expected = Text("expected"),
            Observed = Text("observed") ?? Flaky(one),
            Failure = Text("failure"),
            Differences = [.. ResultDocument.Items(ResultDocument.Member(one, "differences")).Select(static difference =>
                new SessionDifference(ResultDocument.Text(difference, "at") ?? "", ResultDocument.Text(difference, "expected"), ResultDocument.Text(difference, "observed")))],
            Live = live,
            Started = live?.Connection.Started ?? Timestamp.None,
            Duration = ResultDocument.Span(ResultDocument.Number(one, "duration")),
            RemoteCloseCode = live?.End.ServerCloseCode?.Value,
            Command = Command(Text("input"), Text("name"), Text("target")),
        };
    }

    // "2 of 10 runs came to something else than a match", where it was repeated.
    private static string? Flaky(JsonElement one)
    {
        JsonElement[] runs = [.. ResultDocument.Items(ResultDocument.Member(one, "runs"))];
        int others = runs.Count(static run => ResultDocument.Text(run, "verdict") != RunVerdictWords.ToWord(RunVerdict.Match));
        return others == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{others} of {runs.Length} runs came to something else than a match");
    }

    private static string? Command(string? input, string? name, string? target)
    {
        if (input is null || target is null)
        {
            return null;
        }

        string? connection = name?.StartsWith(input + "#", StringComparison.Ordinal) == true ? name[(input.Length + 1)..] : null;
        return CommandText.Replay(input, connection, target);
    }

    /// <summary>The live conversation, decoded anew from its events; null when there was none.</summary>
    private static Session? Live(JsonElement events, string document, SourceContext context)
    {
        if (events.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var builder = new SessionBuilder();
        var decoder = new ConversationDecoder(builder);
        var reader = new NdjsonReader(document, new SourceContext(decoder, context.Options, context.Cancellation));
        long number = 0;
        foreach (JsonElement line in events.EnumerateArray())
        {
            reader.Line(++number, JsonMarshal.GetRawUtf8Value(line));
        }

        reader.End();
        decoder.Complete();
        foreach (CaptureProblem problem in builder.Problems)
        {
            context.Sink.Report(problem with { Record = null });
        }

        if (builder.Sessions.Count == 0)
        {
            return null;
        }

        // It keeps the number it had; what events cannot tell is of no matter here.
        Session session = builder.Sessions[0];
        long connection = ResultDocument.Number(events[0], "connection") is >= 1 and < long.MaxValue and { } stated ? (long)stated : session.Connection.Connection;
        return session with { Connection = session.Connection with { Connection = connection, Limits = [] } };
    }
}

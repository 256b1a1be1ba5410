using System.Text.Json;
using Replay.Sessions.Results;
using Replay.Sessions.Verdicts;

namespace Replay.Capture.Results;

/// <summary>
/// What <c>test --json</c> writes, which is Autobahn's <c>index.json</c>: agent, case, what became of it. It gives results, not
/// conversations. An <c>index.json</c> beside its reports stands for them instead and does not come here.
/// </summary>
public sealed class TestResultFormat : ISourceFormat
{
    /// <inheritdoc/>
    public string Name => "test-result";

    /// <inheritdoc/>
    public string Description => "what test --json writes, Autobahn's index.json, for report";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        return !text.IsEmpty && text[0] == '{' && StatesCases(text) ? Confidence.Certain : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        using JsonDocument? document = ResultDocument.Open(input, context, "the index of a test run");
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty agent in document.RootElement.EnumerateObject())
        {
            IEnumerable<JsonProperty> cases = agent.Value.ValueKind == JsonValueKind.Object ? agent.Value.EnumerateObject() : [];
            foreach (JsonProperty one in cases.OrderBy(static one => Order(ResultDocument.Name(one)), StringComparer.Ordinal))
            {
                context.Results!(Result(ResultDocument.Name(agent), one, input.Name));
            }
        }
    }

    // 5.9 comes before 5.10, as in the catalogue; the index has them in the order of texts.
    private static string Order(string id) => string.Join('.', id.Split('.').Select(static part => part.PadLeft(4, '0')));

    /// <summary>True when the first value two objects down has a behaviour and a report's file.</summary>
    private static bool StatesCases(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, isFinalBlock: false, state: default);
        bool hasBehavior = false;
        try
        {
            while (json.Read() && json.TokenType is not (JsonTokenType.EndObject or JsonTokenType.StartArray))
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 3)
                {
                    hasBehavior |= json.ValueTextEquals("behavior"u8);
                    if (hasBehavior && json.ValueTextEquals("reportfile"u8))
                    {
                        return true;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // No JSON: somebody else's.
        }

        return false;
    }

    private static CaseResult Result(string agent, JsonProperty one, string document)
    {
        var verdict = new CaseVerdict(
            VerdictWords.ParseBehavior(ResultDocument.Text(one.Value, "behavior")),
            VerdictWords.ParseCloseBehavior(ResultDocument.Text(one.Value, "behaviorClose")));
        return new CaseResult
        {
            Name = ResultDocument.Name(one),
            CaseId = ResultDocument.Name(one),
            Agent = agent,
            Input = document,
            Verdict = verdict.IsFailure || verdict is { Behavior: null, CloseBehavior: null } ? RunVerdict.Mismatch : RunVerdict.Match,
            Behavior = verdict.Behavior,
            CloseBehavior = verdict.CloseBehavior,
            Duration = ResultDocument.Span(ResultDocument.Number(one.Value, "duration") / 1000),
            RemoteCloseCode = ResultDocument.Number(one.Value, "remoteCloseCode") is >= 0 and <= 65535 and { } code ? (int)code : null,
        };
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Replay.Protocol;

/// <summary>The one table of rules. An entry is made when it is first asked for, so that a record without violations costs none.</summary>
public static partial class RuleCatalogue
{
    private const int Count = (int)Rule.CaptureConflict + 1;

    private static readonly RuleDescription?[] Table = new RuleDescription?[Count];

    /// <summary>Every rule, in the order of <see cref="Rule"/>.</summary>
    public static IReadOnlyList<RuleDescription> All
    {
        get
        {
            RuleDescription[] all = new RuleDescription[Count];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = Get((Rule)i);
            }

            return all;
        }
    }

    /// <summary>A rule's entry.</summary>
    /// <param name="rule">The rule.</param>
    public static RuleDescription Get(Rule rule) => Table[(int)rule] ??= Make(rule);

    /// <summary>Finds a rule by its id, in any case, or by a part of it that only one id starts or ends with.</summary>
    /// <param name="id">The id, such as "RFC6455-5.1-client-mask", or "client-mask".</param>
    /// <param name="rule">The rule's entry.</param>
    /// <returns>False when no id or more than one fits.</returns>
    public static bool TryFind(string id, [NotNullWhen(true)] out RuleDescription? rule)
    {
        IReadOnlyList<RuleDescription> found = Find(id);
        rule = found.Count == 1 ? found[0] : null;
        return rule is not null;
    }

    /// <summary>The rules whose id is this, in any case, or else starts or ends with it.</summary>
    /// <param name="id">The id or the part of it; an empty one fits nothing.</param>
    public static IReadOnlyList<RuleDescription> Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        List<RuleDescription> found = [];
        if (id.Length == 0)
        {
            return found;
        }

        foreach (RuleDescription entry in All)
        {
            if (entry.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            {
                return [entry];
            }

            if (entry.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase) || entry.Id.EndsWith(id, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(entry);
            }
        }

        return found;
    }

    // One method a rule: only the entries that are asked for are compiled and made.
    private static RuleDescription Make(Rule rule) => rule switch
    {
        Rule.RequestMethod => RequestMethod(),
        Rule.RequestHttpVersion => RequestHttpVersion(),
        Rule.RequestTarget => RequestTarget(),
        Rule.RequestHost => RequestHost(),
        Rule.RequestUpgrade => RequestUpgrade(),
        Rule.RequestConnection => RequestConnection(),
        Rule.RequestKeyMissing => RequestKeyMissing(),
        Rule.RequestKeyLength => RequestKeyLength(),
        Rule.RequestKeyRepeated => RequestKeyRepeated(),
        Rule.RequestVersion => RequestVersion(),
        Rule.RequestVersionRepeated => RequestVersionRepeated(),
        Rule.RequestProtocol => RequestProtocol(),
        Rule.RequestExtensions => RequestExtensions(),
        Rule.RequestFieldSyntax => RequestFieldSyntax(),
        Rule.RequestDataBeforeResponse => RequestDataBeforeResponse(),
        Rule.ResponseStatus => ResponseStatus(),
        Rule.ResponseHttpVersion => ResponseHttpVersion(),
        Rule.ResponseUpgrade => ResponseUpgrade(),
        Rule.ResponseConnection => ResponseConnection(),
        Rule.ResponseAcceptMissing => ResponseAcceptMissing(),
        Rule.ResponseAccept => ResponseAccept(),
        Rule.ResponseAcceptRepeated => ResponseAcceptRepeated(),
        Rule.ResponseProtocol => ResponseProtocol(),
        Rule.ResponseProtocolRepeated => ResponseProtocolRepeated(),
        Rule.ResponseExtensionNotOffered => ResponseExtensionNotOffered(),
        Rule.ResponseExtensionsRepeated => ResponseExtensionsRepeated(),
        Rule.ResponseExtensions => ResponseExtensions(),
        Rule.ResponseVersion => ResponseVersion(),
        Rule.ResponseFieldSyntax => ResponseFieldSyntax(),
        Rule.ResponseToInvalidRequest => ResponseToInvalidRequest(),
        Rule.ClientMask => ClientMask(),
        Rule.ServerMask => ServerMask(),
        Rule.MaskingKeyReused => MaskingKeyReused(),
        Rule.Rsv => Rsv(),
        Rule.ReservedDataOpcode => ReservedDataOpcode(),
        Rule.ReservedControlOpcode => ReservedControlOpcode(),
        Rule.LengthNotMinimal => LengthNotMinimal(),
        Rule.Length63Bit => Length63Bit(),
        Rule.ContinuationWithoutStart => ContinuationWithoutStart(),
        Rule.DataInsideMessage => DataInsideMessage(),
        Rule.MessageNotFinished => MessageNotFinished(),
        Rule.ControlLength => ControlLength(),
        Rule.ControlFragmented => ControlFragmented(),
        Rule.CloseLength => CloseLength(),
        Rule.CloseReasonUtf8 => CloseReasonUtf8(),
        Rule.DataAfterClose => DataAfterClose(),
        Rule.ControlAfterClose => ControlAfterClose(),
        Rule.CloseNotAnswered => CloseNotAnswered(),
        Rule.CloseCodeEcho => CloseCodeEcho(),
        Rule.PingNotAnswered => PingNotAnswered(),
        Rule.PongPayload => PongPayload(),
        Rule.PongUnsolicited => PongUnsolicited(),
        Rule.ClientDroppedFirst => ClientDroppedFirst(),
        Rule.ClosingHandshakeMissing => ClosingHandshakeMissing(),
        Rule.NotFailed => NotFailed(),
        Rule.CloseCodeReserved => CloseCodeReserved(),
        Rule.CloseCodeRange => CloseCodeRange(),
        Rule.TextUtf8 => TextUtf8(),
        Rule.DeflateOffer => DeflateOffer(),
        Rule.DeflateResponse => DeflateResponse(),
        Rule.DeflateServerNoContextTakeover => DeflateServerNoContextTakeover(),
        Rule.DeflateServerWindowBits => DeflateServerWindowBits(),
        Rule.DeflateClientWindowBits => DeflateClientWindowBits(),
        Rule.Rsv1Continuation => Rsv1Continuation(),
        Rule.Rsv1Control => Rsv1Control(),
        Rule.Inflate => Inflate(),
        Rule.InflateWindow => InflateWindow(),
        Rule.InflateContext => InflateContext(),
        Rule.DeflateTail => DeflateTail(),
        Rule.CaptureInflateLimit => CaptureInflateLimit(),
        Rule.CaptureContextLost => CaptureContextLost(),
        Rule.CaptureLostSync => CaptureLostSync(),
        Rule.CaptureConflict => CaptureConflict(),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static RuleDescription Entry(
        Rule rule,
        string id,
        string clause,
        Severity severity,
        Party? offender,
        string title,
        string explanation,
        string expected,
        string observed,
        string example,
        string counterExample,
        bool failsConnection = false) => new()
        {
            Rule = rule,
            Id = id,
            Clause = clause,
            Severity = severity,
            Offender = offender,
            Title = title,
            Explanation = explanation.ReplaceLineEndings(" "),
            Expected = expected,
            ObservedFormat = observed,
            FailsConnection = failsConnection,
            Example = example,
            CounterExample = counterExample,
        };
}

using System.Collections.Immutable;

namespace Replay.Cases.Scripts;

/// <summary>The scripts of the catalogue, apart from the expectations: who only judges a report never builds one.</summary>
internal static class CaseScripts
{
    /// <summary>The script of a case of the catalogue; empty for any other id.</summary>
    public static ImmutableArray<CaseStep> Of(CaseDefinition one)
    {
        IEnumerable<CaseStep> steps = one.Id.Category switch
        {
            1 => FramingScripts.Of(one),
            2 => PingScripts.Of(one.Id.Group),
            3 => ReservedBitScripts.Of(one.Id.Group),
            4 => OpcodeScripts.Of(one.Id),
            5 => FragmentationScripts.Of(one.Id.Group),
            6 => Utf8Scripts.Of(one),
            7 => ClosingScripts.Of(one),
            9 or 10 or 12 or 13 => LoadScripts.Of(one),
            _ => [],
        };
        return [.. steps];
    }
}

using System.Collections.Concurrent;
using Replay.Cases;
using Replay.Cases.Data;
using Replay.Protocol;

namespace Replay.Engine.Conformance;

/// <summary>The matches of the catalogue's documents: a thousand messages of each are deflated again and again.</summary>
internal static class KnownDocuments
{
    // At most five documents by eight windows.
    private static readonly ConcurrentDictionary<(DataKind Data, int WindowBits), Lazy<KnownMatches>> s_all = [];

    public static KnownMatches Matches(DataKind data, CaseDocument document, int windowBits) =>
        s_all.GetOrAdd((data, windowBits), _ => new Lazy<KnownMatches>(() => new KnownMatches(document.Octets.Span, windowBits))).Value;
}

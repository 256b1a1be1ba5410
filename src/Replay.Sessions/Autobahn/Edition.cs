using System.Buffers;

namespace Replay.Sessions.Autobahn;

/// <summary>Which edition of the suite made a report: its rules changed over the years.</summary>
internal static class Edition
{
    /// <summary>From here on a UTF-8 case fails when the wrong endpoint closes.</summary>
    public static readonly Version WrongEndpointIsFatal = new(0, 6);

    private static readonly SearchValues<char> s_versionCharacters = SearchValues.Create("0123456789.");

    private const string Name = "AutobahnTestSuite/";

    /// <summary>The edition as the fuzzer's User-Agent or Server header names it; null when it does not.</summary>
    public static Version? Of(AutobahnReport report) => In(report.HttpRequest) ?? In(report.HttpResponse);

    private static Version? In(string? head)
    {
        int at = head?.IndexOf(Name, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = head.AsSpan(at + Name.Length);
        int end = rest.IndexOfAnyExcept(s_versionCharacters);
        return Version.TryParse(end < 0 ? rest : rest[..end], out Version? version) ? version : null;
    }
}

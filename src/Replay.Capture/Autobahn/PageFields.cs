using System.Globalization;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Capture.Autobahn;

/// <summary>Fields that pages and pasted text print alike.</summary>
internal static class PageFields
{
    /// <summary>What a page says when the log was off at the end of the case.</summary>
    public const string LogIsOff = "Wire log after handshake disabled!";

    /// <summary>What a page says when no statistics were kept.</summary>
    public const string StatisticsAreOff = "Statistics for octets/frames disabled!";

    private static readonly string[] ClosingKeys =
    [
        "isServer", "closedByMe", "failedByMe", "droppedByMe", "wasClean", "wasNotCleanReason", "wasServerConnectionDropTimeout",
        "wasOpenHandshakeTimeout", "wasCloseHandshakeTimeout", "localCloseCode", "localCloseReason", "remoteCloseCode", "remoteCloseReason",
    ];

    // How the descriptions in the third column begin.
    private static readonly string[] Descriptions = ["True, iff ", "When ", "The close code ", "The close reason "];

    /// <summary>Reads "AGENT - Case 4.2.2 : Pass - 1 ms @ 2013-03-03T15:44:16Z"; false when it is something else.</summary>
    public static bool TryTitle(string text, ref AutobahnReport report)
    {
        int at = text.LastIndexOf(" - Case ", StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        string[] parts = text[(at + 8)..].Split(" : ", 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !IsCaseId(parts[0]))
        {
            return false;
        }

        report = report with { Agent = text[..at].Trim(), CaseId = parts[0] };
        int dash = parts[1].LastIndexOf(" - ", StringComparison.Ordinal);
        string outcome = dash < 0 ? parts[1] : parts[1][..dash];
        string[] time = dash < 0 ? [] : parts[1][(dash + 3)..].Split(" ms @ ", 2, StringSplitOptions.TrimEntries);
        report = report with
        {
            Behavior = Behavior(outcome.Trim()),
            Duration = time.Length > 0 && long.TryParse(time[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long ms) ? ms : null,
            Started = time.Length > 1 ? time[1] : null,
        };
        return true;
    }

    /// <summary>The behaviour that a page's word stands for.</summary>
    public static string? Behavior(string word) => word switch
    {
        "Pass" => "OK",
        "Non-Strict" => "NON-STRICT",
        "Informational" or "Info" => "INFORMATIONAL",
        "Fail" => "FAILED",
        "Unimplemented" => "UNIMPLEMENTED",
        "" => null,
        _ => word,
    };

    /// <summary>Reads "Connection was properly closed (OK)".</summary>
    public static AutobahnReport WithClosing(AutobahnReport report, string text)
    {
        int at = text.LastIndexOf(" (", StringComparison.Ordinal);
        return at < 0 || !text.EndsWith(')')
            ? report with { ResultClose = text }
            : report with { ResultClose = text[..at], BehaviorClose = text[(at + 2)..^1] };
    }

    /// <summary>The expected and observed events, from what the page prints of them.</summary>
    public static AutobahnReport WithEvents(AutobahnReport report, string? expected, string? observed)
    {
        bool isCut = false;
        List<AutobahnExpectation> expectations = expected is null ? [] : PythonLiteral.Expectations(expected, out isCut);
        bool observedIsCut = false;
        List<AutobahnEvent> events = observed is null ? [] : PythonLiteral.Events(observed, out observedIsCut);
        return report with
        {
            ExpectedText = expected,
            Expected = expectations,
            ReceivedText = observed,
            Received = events,
            EventsAreCut = isCut || observedIsCut,
        };
    }

    /// <summary>One row of the Closing Behavior table, its cells run together or separated by tabs.</summary>
    public static ClosingBehavior WithRow(ClosingBehavior closing, string row)
    {
        string? key = Array.Find(ClosingKeys, key => row.StartsWith(key, StringComparison.Ordinal));
        if (key is null)
        {
            return closing;
        }

        string rest = row[key.Length..].TrimStart(' ');
        string value;
        if (rest.StartsWith('\t'))
        {
            value = rest.Trim('\t').Split('\t')[0];
        }
        else
        {
            int end = -1;
            foreach (string description in Descriptions)
            {
                end = Math.Max(end, rest.LastIndexOf(description, StringComparison.Ordinal));
            }

            // "When we are a client" and "When wasClean" may stand behind a description's own "True, iff".
            int first = rest.StartsWith("True", StringComparison.Ordinal) ? 4 : rest.StartsWith("False", StringComparison.Ordinal) ? 5 : -1;
            value = key.EndsWith("Reason", StringComparison.Ordinal) || first < 0 ? end < 0 ? rest : rest[..end] : rest[..first];
        }

        return WithValue(closing, key, value.Trim());
    }

    /// <summary>One value of the Closing Behavior table.</summary>
    public static ClosingBehavior WithValue(ClosingBehavior closing, string key, string value)
    {
        bool? flag = value switch { "True" => true, "False" => false, _ => null };
        int? code = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        string? text = value == "None" ? null : value;
        return key switch
        {
            "isServer" => closing with { IsServer = flag },
            "closedByMe" => closing with { ClosedByMe = flag },
            "failedByMe" => closing with { FailedByMe = flag },
            "droppedByMe" => closing with { DroppedByMe = flag },
            "wasClean" => closing with { WasClean = flag },
            "wasNotCleanReason" => closing with { WasNotCleanReason = text },
            "wasServerConnectionDropTimeout" => closing with { WasServerConnectionDropTimeout = flag },
            "wasOpenHandshakeTimeout" => closing with { WasOpenHandshakeTimeout = flag },
            "wasCloseHandshakeTimeout" => closing with { WasCloseHandshakeTimeout = flag },
            "localCloseCode" => closing with { LocalCloseCode = code },
            "localCloseReason" => closing with { LocalCloseReason = text },
            "remoteCloseCode" => closing with { RemoteCloseCode = code },
            "remoteCloseReason" => closing with { RemoteCloseReason = text },
            _ => closing,
        };
    }

    /// <summary>A head as it stood on the wire, from lines that lost their ends.</summary>
    public static string? Head(IReadOnlyCollection<string> lines) => lines.Count == 0 ? null : string.Join("\r\n", lines) + "\r\n\r\n";

    private static bool IsCaseId(string text) =>
        text.Length is > 0 and <= 16 && char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiDigit(c) || c == '.');
}

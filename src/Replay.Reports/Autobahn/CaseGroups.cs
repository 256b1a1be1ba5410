namespace Replay.Reports.Autobahn;

/// <summary>What the cases of the suite are about: names of categories and their groups, in our words.</summary>
internal static class CaseGroups
{
    /// <summary>"6 UTF-8" for a case's id.</summary>
    public static string Category(string caseId)
    {
        string number = Part(caseId, 1);
        return number + number switch
        {
            "1" => " Framing",
            "2" => " Pings and pongs",
            "3" => " Reserved bits",
            "4" => " Opcodes",
            "5" => " Fragmentation",
            "6" => " UTF-8",
            "7" => " Closing",
            "9" => " Limits and performance",
            "10" => " Miscellaneous",
            "12" => " permessage-deflate, kinds of data",
            "13" => " permessage-deflate, parameters",
            _ => "",
        };
    }

    /// <summary>"6.21 Pairs of surrogates" for a case's id of three numbers; null for one of two.</summary>
    public static string? Group(string caseId)
    {
        string group = Part(caseId, 2);
        return group == caseId ? null : group + group switch
        {
            "1.1" => " Text messages",
            "1.2" => " Binary messages",
            "4.1" => " Reserved data opcodes",
            "4.2" => " Reserved control opcodes",
            "6.1" => " Empty text, whole and in fragments",
            "6.2" => " Valid text, split between and inside characters",
            "6.3" => " Invalid text, split differently",
            "6.4" => " Failing at once",
            "6.5" => " Valid sequences",
            "6.6" => " Beginnings of a valid text",
            "6.7" => " Smallest of each length",
            "6.8" => " Smallest of 5 and 6 octets",
            "6.9" => " Largest of each length",
            "6.10" => " Largest of 4 to 6 octets, out of range",
            "6.11" => " Other borders",
            "6.12" => " Stray continuation octets",
            "6.13" => " Lead octets alone",
            "6.14" => " Last octet missing",
            "6.15" => " Incomplete sequences in a row",
            "6.16" => " Octets that never occur",
            "6.17" => " Overlong slash",
            "6.18" => " Largest overlong sequences",
            "6.19" => " Overlong NUL",
            "6.20" => " Single surrogates",
            "6.21" => " Pairs of surrogates",
            "6.22" => " Noncharacters",
            "6.23" => " Specials",
            "7.1" => " Order of messages and close",
            "7.3" => " Close payloads",
            "7.5" => " Close reason that is no UTF-8",
            "7.7" => " Close codes that may be sent",
            "7.9" => " Close codes that may not be sent",
            "7.13" => " Close codes nobody defines",
            "9.1" => " Large text",
            "9.2" => " Large binary",
            "9.3" => " Large text in fragments",
            "9.4" => " Large binary in fragments",
            "9.5" => " Large text in small writes",
            "9.6" => " Large binary in small writes",
            "9.7" => " Many text messages there and back",
            "9.8" => " Many binary messages there and back",
            "10.1" => " Automatic fragmentation",
            "12.1" => " JSON",
            "12.2" => " Picture, bitmap",
            "12.3" => " German prose",
            "12.4" => " HTML",
            "12.5" => " PDF",
            "13.1" => " JSON, defaults",
            "13.2" => " JSON, no context takeover",
            "13.3" => " JSON, smallest window",
            "13.4" => " JSON, largest window",
            "13.5" => " JSON, no context takeover, smallest window",
            "13.6" => " JSON, no context takeover, largest window",
            "13.7" => " JSON, several offers",
            _ => "",
        };
    }

    private static string Part(string caseId, int numbers)
    {
        int end = -1;
        for (int i = 0; i < numbers; i++)
        {
            end = caseId.IndexOf('.', end + 1);
            if (end < 0)
            {
                return caseId;
            }
        }

        return caseId[..end];
    }
}

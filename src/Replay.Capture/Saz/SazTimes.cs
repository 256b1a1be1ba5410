using System.Text;
using System.Xml;
using Replay.Capture.HexDumps;
using Replay.Protocol;

namespace Replay.Capture.Saz;

/// <summary>What <c>raw/N_m.xml</c> says of a session: when its heads passed and between whom.</summary>
internal sealed record SazTimes(Timestamp Request, Timestamp Response, string? Client, string? Server)
{
    public static readonly SazTimes None = new(Timestamp.None, Timestamp.None, null, null);

    /// <summary>Reads the description; a damaged one yields what stands before the damage.</summary>
    public static SazTimes Read(Stream stream)
    {
        Timestamp request = Timestamp.None;
        Timestamp response = Timestamp.None;
        Dictionary<string, string> flags = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            using XmlReader xml = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.Name == "SessionTimers")
                {
                    request = Time(xml.GetAttribute("ClientBeginRequest"));
                    response = Time(xml.GetAttribute("ServerBeginResponse"));
                }
                else if (xml.NodeType == XmlNodeType.Element && xml.Name == "SessionFlag"
                    && xml.GetAttribute("N") is { } name && xml.GetAttribute("V") is { } value && flags.Count < 1000)
                {
                    flags[name] = value;
                }
            }
        }
        catch (XmlException)
        {
            // Times and addresses are an extra: the octets do not depend on them.
        }

        return new SazTimes(request, response, Address(flags, "x-clientip", "x-clientport"), Address(flags, "x-hostip", null));
    }

    private static Timestamp Time(string? text) =>
        // Fiddler writes the year 1 for what did not happen.
        text is not null && TextTime.TryReadDate(Encoding.UTF8.GetBytes(text), out Timestamp time, out _) ? time : Timestamp.None;

    private static string? Address(Dictionary<string, string> flags, string host, string? port)
    {
        if (!flags.TryGetValue(host, out string? address))
        {
            return null;
        }

        address = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        return port is not null && flags.TryGetValue(port, out string? number) ? $"{address}:{number}" : address;
    }
}

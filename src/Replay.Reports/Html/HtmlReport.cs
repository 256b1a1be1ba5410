using System.Net;
using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Sessions;
using Replay.Sessions.Results;

namespace Replay.Reports.Html;

/// <summary>
/// One HTML file that holds its script, its style and its data, and whose Content-Security-Policy forbids everything else: no
/// request leaves it and no other script runs in it. It is written as it is made; what is held in memory is one conversation.
/// </summary>
public static class HtmlReport
{
    /// <summary>Conversations share a block of about this many octets: together they deflate well, and one is found fast.</summary>
    private const long BundleOctets = 512 * 1024;

    private const int TitleInputs = 3;

    /// <summary>Octets of payloads and messages in one page before they are deflated: a page is mailed, and opened at once.</summary>
    private const long MostOctets = 20 * 1024 * 1024;

    /// <summary>Writes the page.</summary>
    /// <param name="model">The report.</param>
    /// <param name="stream">Takes the page in UTF-8; stays open.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(ReportModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        byte[] style = PageResources.Style();
        byte[] script = PageResources.Script();
        var rules = new PageRules(model);
        var output = new Utf8Output(stream);
        WriteHead(output, model, style, script);
        output.Write(PageResources.Frame());
        WriteWithoutScript(output, model, rules);
        output.Flush();
        int mostPayload = MostPayload(model);
        Dictionary<string, PagePlace> places = WriteSessions(model, rules, mostPayload, stream);
        using (var block = new PackedBlock(stream, "model"))
        {
            ModelData.Write(WithCut(model, mostPayload), rules, places, block.Content);
        }

        output.Write("<script>"u8);
        output.Write(script);
        output.Write("</script>\n</body>\n</html>\n"u8);
        output.Flush();
    }

    private static void WriteHead(Utf8Output output, ReportModel model, byte[] style, byte[] script)
    {
        string policy = "default-src 'none'; script-src " + PageResources.Hash(script) + "; style-src " + PageResources.Hash(style)
            + "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
        output.Write("<!DOCTYPE html>\n<html lang=\"en\" data-theme=\"light\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\""u8);
        output.Write(policy);
        output.Write("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"wsreplay "u8);
        output.Write(Escaped(model.Run.Tool));
        output.Write("\">\n<title>"u8);
        output.Write(Escaped(Title(model)));
        output.Write("</title>\n<style>"u8);
        output.Write(style);
        output.Write("</style>\n</head>\n<body>\n"u8);
    }

    private static string Title(ReportModel model) =>
        model.Run.Inputs.Count == 0
            ? "WebSocket report"
            : "WebSocket report – " + string.Join(", ", model.Run.Inputs.Take(TitleInputs)) + (model.Run.Inputs.Count > TitleInputs ? " …" : "");

    /// <summary>What a mail program or a browser that runs no script shows: the totals and the rules that were broken.</summary>
    private static void WriteWithoutScript(Utf8Output output, ReportModel model, PageRules rules)
    {
        RunTotals totals = model.Totals;
        output.Write("<noscript>\n<p>"u8);
        output.Write(Escaped(string.Join(", ", model.Run.Inputs)));
        output.Write(": "u8);
        output.Write(totals.WebSocketConnections);
        output.Write(" WebSocket connections, "u8);
        output.Write(totals.Frames(Direction.Tx) + totals.Frames(Direction.Rx));
        output.Write(" frames. The page needs its script for the rest; it makes no request.</p>\n"u8);
        output.Write("<ul>\n"u8);
        foreach ((RuleDescription rule, long count) in rules.All)
        {
            output.Write("<li>"u8);
            output.Write(count);
            output.Write(" × "u8);
            output.Write(Escaped(ReportWords.Of(rule.Severity) + ": " + rule.Title + " (" + rule.Clause + ")"));
            output.Write("</li>\n"u8);
        }

        foreach (CaseResult result in model.Results.Where(static one => one.IsFailure).Take(100))
        {
            output.Write("<li>failed: "u8);
            output.Write(Escaped(result.Name));
            output.Write("</li>\n"u8);
        }

        output.Write("</ul>\n</noscript>\n"u8);
    }

    /// <summary>The longest power of two to which payloads can be cut so that the page keeps its size.</summary>
    private static int MostPayload(ReportModel model)
    {
        const int Bits = 31;
        long[] octets = new long[Bits + 1];
        foreach ((_, ReportSession session, _) in Sessions(model))
        {
            foreach (SessionFrame frame in session.Session.Frames)
            {
                Add(octets, frame.Payload.Length);
            }

            foreach (SessionMessage message in session.Session.Messages)
            {
                Add(octets, message.End.Compressed ? message.Data.Length : 0);
            }
        }

        int bits = Bits;
        while (bits > 6 && octets[bits] > MostOctets)
        {
            bits--;
        }

        return bits == Bits ? int.MaxValue : 1 << bits;
    }

    /// <summary>Adds what a payload would take, cut to each power of two.</summary>
    private static void Add(long[] octets, int length)
    {
        for (int bits = 0; bits < octets.Length; bits++)
        {
            octets[bits] += Math.Min(length, 1L << bits);
        }
    }

    private static ReportModel WithCut(ReportModel model, int mostPayload) => mostPayload == int.MaxValue
        ? model
        : model with { LeftOut = model.LeftOut.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"payloads are cut to {mostPayload} octets each (limit: {MostOctets} octets of payload in a page)")) };

    private static Dictionary<string, PagePlace> WriteSessions(ReportModel model, PageRules rules, int mostPayload, Stream stream)
    {
        var places = new Dictionary<string, PagePlace>(StringComparer.Ordinal);
        PackedBlock? block = null;
        int bundle = -1;
        long used = 0;
        try
        {
            foreach ((string id, ReportSession session, string? command) in Sessions(model))
            {
                if (block is null || used >= BundleOctets)
                {
                    block?.Dispose();
                    bundle++;
                    used = 0;
                    block = new PackedBlock(stream, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bundle-{bundle}"));
                }

                long length = SessionData.Write(session, rules, model.ShowsSecrets, mostPayload, command, block.Content);
                places[id] = new PagePlace(bundle, used, length);
                used += length;
            }
        }
        finally
        {
            block?.Dispose();
        }

        return places;
    }

    /// <summary>The conversations by their addresses in the page: c7 a connection, r3 the live run of a result, s3 what it replayed.</summary>
    private static IEnumerable<(string Id, ReportSession Session, string? Command)> Sessions(ReportModel model)
    {
        foreach (ReportSession session in model.Sessions)
        {
            yield return (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"c{session.Session.Connection.Connection}"), session, null);
        }

        for (int i = 0; i < model.Results.Length; i++)
        {
            CaseResult result = model.Results[i];
            if (result.Live is { } live)
            {
                yield return (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"r{i + 1}"), new ReportSession { Session = live }, result.Command);
            }

            if (result.Recorded is { } recorded)
            {
                yield return (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"s{i + 1}"), new ReportSession { Session = recorded }, result.Command);
            }
        }
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(UnsafeText.Escape(text));
}

using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Replay.Reports.Html;

/// <summary>The page's own parts: style, markup and script, as they are embedded in the assembly.</summary>
internal static class PageResources
{
    private static readonly string[] Scripts =
    [
        "01-dom.js", "02-text.js", "03-format.js", "04-data.js", "05-filter.js", "06-table.js", "07-json.js", "08-plots.js", "09-timeline.js", "10-inspector.js", "11-wirelog.js", "12-overview.js", "12-runs.js", "13-connection.js", "14-main.js",
    ];

    /// <summary>The style sheet.</summary>
    public static byte[] Style() => Encoding.UTF8.GetBytes("\n" + Text("page.css"));

    /// <summary>The markup of the page's frame.</summary>
    public static byte[] Frame() => Encoding.UTF8.GetBytes(Text("page.html"));

    /// <summary>The script, its files in one function.</summary>
    public static byte[] Script()
    {
        var script = new StringBuilder("\n(() => {\n'use strict';\n");
        foreach (string name in Scripts)
        {
            script.Append(Text(name));
        }

        return Encoding.UTF8.GetBytes(script.Append("})();\n").ToString());
    }

    /// <summary>The source expression that allows exactly this text in a Content-Security-Policy.</summary>
    public static string Hash(byte[] text) => "'sha256-" + Convert.ToBase64String(SHA256.HashData(text)) + "'";

    private static string Text(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("html/" + name)!;
        using var reader = new StreamReader(stream);

        // The hash is that of the text in the page, where a parser makes one line end of two characters.
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}

using System.Text;

namespace Replay.Cli.Commands;

/// <summary>The program's own help.</summary>
internal static class Overview
{
    /// <summary>For somebody who typed the name alone.</summary>
    public const string Welcome =
        """
        wsreplay reads records of WebSocket conversations and says what happened in them.

        Type one of these:
          wsreplay decode FILE       read a wire log, a report, a hex dump, a HAR or a capture
          wsreplay decode REPORTS/   read every report of a directory
          wsreplay rules             list the rules of RFC 6455 and RFC 7692 that are checked
          wsreplay --help            see everything else

        """;

    /// <summary>For a program that typed the name alone.</summary>
    public const string Usage =
        """
        Usage: wsreplay COMMAND [options] [arguments]
        'wsreplay --help' lists the commands.

        """;

    private static readonly Example[] Examples =
    [
        new("wsreplay decode log.txt", "read a conversation"),
        new("wsreplay decode log.txt --violations", "only what broke a rule, and the frames it is about"),
        new("wsreplay decode reports/ --format summary", "totals over a directory of Autobahn reports"),
        new("wsreplay decode log.txt --format ndjson | jq .", "one JSON object an event, for programs"),
        new("wsreplay rules RFC6455-5.1-client-mask", "explain a rule"),
    ];

    public static string Page()
    {
        var page = new StringBuilder();
        HelpPage.Examples(page, Examples);
        page.Append("\nUsage: wsreplay COMMAND [options] [arguments]\n\nCommands:\n");
        foreach (string name in CommandLine.Names)
        {
            HelpPage.Row(page, name, CommandLine.Create(name)!.Description ?? "", 24);
        }

        page.Append("\nOptions:\n");
        HelpPage.Row(page, "--version", "The program's version.", 24);
        HelpPage.Row(page, "-h, --help", "This page; behind a command, the command's.", 24);
        page.Append("\nExit codes: 0 done, 1 violations at or above --fail-on, 2 usage, 3 input unreadable or incomplete, 130 interrupted.\n");
        return page.ToString();
    }
}

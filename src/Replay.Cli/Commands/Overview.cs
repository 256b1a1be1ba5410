using System.Text;

namespace Replay.Cli.Commands;

/// <summary>The program's own help.</summary>
internal static class Overview
{
    /// <summary>For somebody who typed the name alone.</summary>
    public const string Welcome =
        """
        wsreplay reads records of WebSocket conversations, says what happened in them, and plays them again.

        Type one of these:
          wsreplay decode FILE                  read a wire log, a report, a hex dump, a HAR or a capture
          wsreplay report FILE -o report.html   the same as a page to open or to mail
          wsreplay replay FILE --to ws://HOST   play the client's side against a live server
          wsreplay test ws://HOST               run Autobahn's cases against a server
          wsreplay rules                        list the rules of RFC 6455 and RFC 7692 that are checked
          wsreplay --help                       see everything else

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
        new("wsreplay report capture.pcapng -o report.html", "a page to open or to mail"),
        new("wsreplay replay log.txt --to ws://127.0.0.1:9001", "does the server still do it?"),
        new("wsreplay test ws://127.0.0.1:9001 --exclude '9.*,12.*,13.*'", "Autobahn's cases, in seconds"),
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
        page.Append("\nExit codes: 0 done, 1 different, a case failed, or violations at or above --fail-on, 2 usage,\n3 input unreadable or incomplete, 4 the server cannot be reached, 130 interrupted.\n");
        return page.ToString();
    }
}

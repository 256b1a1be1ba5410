using System.IO.Enumeration;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>Patterns that no shell has expanded: quoted, or typed where shells do not expand.</summary>
internal static class InputPattern
{
    private static readonly bool IgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>True for what holds * or ? and is not a file's own name.</summary>
    public static bool IsPattern(string input) =>
        input.AsSpan().ContainsAny('*', '?') && !File.Exists(input) && !Directory.Exists(input);

    /// <summary>The files that fit, in the order in which people count.</summary>
    public static IEnumerable<InputFile> Expand(string pattern, IOctetSink problems)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] parts = pattern[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        var files = new List<string>();
        try
        {
            Match(root, parts, files);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Report(new CaptureProblem(pattern, null, null, InputError.Describe(exception)));
            return [];
        }

        if (files.Count == 0)
        {
            problems.Report(new CaptureProblem(pattern, null, null, "no file fits this pattern"));
        }

        files.Sort(InputList.CompareNumbered);
        return files.Select(static file => new InputFile(file, IsNamed: true));
    }

    private static void Match(string directory, ReadOnlySpan<string> parts, List<string> files)
    {
        string part = parts[0];
        bool isLast = parts.Length == 1;
        if (!part.AsSpan().ContainsAny('*', '?'))
        {
            string named = Path.Join(directory, part);
            if (isLast && File.Exists(named))
            {
                files.Add(named);
            }
            else if (!isLast && Directory.Exists(named))
            {
                Match(named, parts[1..], files);
            }

            return;
        }

        foreach (FileSystemInfo entry in new DirectoryInfo(directory.Length == 0 ? "." : directory).EnumerateFileSystemInfos())
        {
            // As in shells, hidden names have to be asked for.
            if ((entry.Name[0] == '.' && part[0] != '.') || !FileSystemName.MatchesSimpleExpression(part, entry.Name, IgnoresCase))
            {
                continue;
            }

            string path = Path.Join(directory, entry.Name);
            if (isLast && File.Exists(path))
            {
                files.Add(path);
            }
            else if (!isLast && Directory.Exists(path))
            {
                Match(path, parts[1..], files);
            }
        }
    }
}

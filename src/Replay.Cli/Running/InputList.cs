using Replay.Capture.Autobahn;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>From what the user named to files: directories are listed, in the order in which people count.</summary>
internal static class InputList
{
    /// <summary>The files of an input, or why there are none.</summary>
    public static IEnumerable<InputFile> Expand(string input, IOctetSink problems, long maxDocument)
    {
        if (InputPattern.IsPattern(input))
        {
            return InputPattern.Expand(input, problems);
        }

        if (input == "-" || !Directory.Exists(input))
        {
            // The index of a reports directory stands for the reports it names.
            return Path.GetFileName(input) == "index.json" && AutobahnDirectory.IsDirectory(input)
                ? AutobahnDirectory.Files(input, problems, maxDocument).Select(one => new InputFile(one.Path, IsNamed: true, one.Format))
                : [new InputFile(input, IsNamed: true)];
        }

        var files = new List<string>();
        List(input, files, problems);
        files.Sort(CompareNumbered);
        DropTwins(files);
        if (files.Count == 0)
        {
            problems.Report(new CaptureProblem(input, null, null, "the directory holds no file, or only empty ones"));
        }

        return files.Select(file => new InputFile(file, IsNamed: false));
    }

    /// <summary>Numbers within names compare as numbers: case_4_2_2 before case_4_2_10.</summary>
    public static int CompareNumbered(string a, string b)
    {
        int i = 0;
        int j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                ReadOnlySpan<char> first = Digits(a, ref i);
                ReadOnlySpan<char> second = Digits(b, ref j);
                int byValue = first.Length != second.Length ? first.Length - second.Length : first.SequenceCompareTo(second);
                if (byValue != 0)
                {
                    return byValue;
                }
            }
            else if (a[i] != b[j])
            {
                return a[i] - b[j];
            }
            else
            {
                i++;
                j++;
            }
        }

        int byLength = (a.Length - i) - (b.Length - j);
        return byLength != 0 ? byLength : string.CompareOrdinal(a, b);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text.AsSpan(start, at - start).TrimStart('0');
    }

    private static void List(string directory, List<string> files, IOctetSink problems)
    {
        try
        {
            foreach (string file in Directory.EnumerateFiles(directory))
            {
                // Pipes and sockets have no length either, and opening them may wait for ever.
                if (!Path.GetFileName(file.AsSpan()).StartsWith('.') && new FileInfo(file) is { Length: > 0 })
                {
                    files.Add(file);
                }
            }

            foreach (string inner in Directory.EnumerateDirectories(directory))
            {
                // A link may lead back to where we are.
                if (!Path.GetFileName(inner.AsSpan()).StartsWith('.') && File.ResolveLinkTarget(inner, returnFinalTarget: false) is null)
                {
                    List(inner, files, problems);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Report(new CaptureProblem(directory, null, null, InputError.Describe(exception)));
        }
    }

    /// <summary>A case that is there as JSON and as HTML is read once, as JSON; indexes repeat what the cases say.</summary>
    private static void DropTwins(List<string> files)
    {
        var documents = new HashSet<string>(files.Where(file => file.EndsWith(".json", StringComparison.Ordinal)), StringComparer.Ordinal);
        files.RemoveAll(file =>
        {
            string name = Path.GetFileNameWithoutExtension(file);
            bool isPage = file.EndsWith(".html", StringComparison.Ordinal);
            bool isDocument = file.EndsWith(".json", StringComparison.Ordinal);
            return (isPage && documents.Contains(Path.ChangeExtension(file, ".json")))
                || (name == "index" && (isPage || isDocument));
        });
    }
}

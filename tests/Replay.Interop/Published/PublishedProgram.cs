using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Replay.Interop.Published;

/// <summary>The program that the README's publish command makes, in a folder of its own.</summary>
internal sealed class PublishedProgram : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(20);
    private static readonly Lock s_oneAtATime = new();
    private readonly DirectoryInfo _folder;

    private PublishedProgram(DirectoryInfo folder, string said)
    {
        _folder = folder;
        Said = said;
    }

    /// <summary>What the command said.</summary>
    public string Said { get; }

    /// <summary>The names of what it left.</summary>
    public IReadOnlyList<string> Files => [.. from file in _folder.EnumerateFiles("*", SearchOption.AllDirectories) orderby file.Name select file.Name];

    /// <summary>Native; false where the packages for that cannot be had.</summary>
    public bool IsNative => !Files.Contains("wsreplay.dll");

    /// <summary>Compiled with the framework's trimmed part; false where the packages for that cannot be had.</summary>
    public bool IsWhole => Files.Contains("wsreplay.r2r.dll");

    /// <summary>Publishes it. Without a linker, it cannot become native.</summary>
    public static PublishedProgram Publish(bool hasLinker)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("wsreplay-published-");
        var start = new ProcessStartInfo(Dotnet(), ["publish", Source("Replay.Cli"), "-c", "Release", "-o", folder.FullName, "--disable-build-servers"]);
        DirectoryInfo tools = Directory.CreateTempSubdirectory("wsreplay-tools-");
        if (!hasLinker)
        {
            File.CreateSymbolicLink(Path.Combine(tools.FullName, "sh"), "/bin/sh");
            start.Environment["PATH"] = tools.FullName;
        }

        // Both write to the project's folders.
        lock (s_oneAtATime)
        {
            (int? code, string output, string error) = Run(start, s_longest);
            tools.Delete(recursive: true);
            Assert.AreEqual(0, code, output + error);
            return new PublishedProgram(folder, output);
        }
    }

    /// <summary>Runs it; without an exit code when it had to be ended.</summary>
    public (int? Code, string Output, string Error) Run(TimeSpan longest, params string[] arguments) =>
        Run(Path.Combine(_folder.FullName, "wsreplay"), longest, arguments);

    /// <summary>Runs it by a shell, with these redirections.</summary>
    public (int? Code, string Output, string Error) RunByShell(TimeSpan longest, string redirections, params string[] arguments) =>
        Run("/bin/sh", longest, ["-c", $"exec \"$0\" \"$@\" {redirections}", Path.Combine(_folder.FullName, "wsreplay"), .. arguments]);

    /// <summary>Runs it on a terminal of its own, of 100 columns.</summary>
    public string RunOnTerminal(TimeSpan longest, string arguments) =>
        Run("script", longest, "-qec", $"stty cols 100; '{Path.Combine(_folder.FullName, "wsreplay")}' {arguments}", "/dev/null").Output;

    /// <summary>Our assemblies: as published, and as they were compiled.</summary>
    public IEnumerable<(string Published, string Compiled)> Assemblies() =>
        from file in _folder.EnumerateFiles("*.dll")
        let name = Path.GetFileNameWithoutExtension(file.Name)
        where name.StartsWith("Replay.", StringComparison.Ordinal)
        select (file.FullName, Path.Combine(Source(name), "bin", IsWhole ? "beforehand" : "Release", "net10.0", file.Name));

    /// <summary>The exception handlers of the methods in an assembly, by place, name and number of parameters.</summary>
    public static ILookup<string, string> Handlers(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        MetadataReader metadata = image.GetMetadataReader();
        var handlers = new List<(string Method, string Kinds)>();
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress != 0)
            {
                string kinds = string.Join(' ', image.GetMethodBody(method.RelativeVirtualAddress).ExceptionRegions.Select(static region => region.Kind));
                handlers.Add(($"{Name(metadata, method.GetDeclaringType())}.{metadata.GetString(method.Name)}/{method.GetParameters().Count}", kinds));
            }
        }

        return handlers.ToLookup(static one => one.Method, static one => one.Kinds);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Name(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        string name = metadata.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{Name(metadata, outer)}+{name}" : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static string Source(string project)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Replay.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "src", project);
    }

    // The one that runs the tests, or the first on the path.
    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host
            ? host
            : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "dotnet")).First(File.Exists);

    private static (int? Code, string Output, string Error) Run(string program, TimeSpan longest, params string[] arguments) =>
        Run(new ProcessStartInfo(program, arguments), longest);

    private static (int? Code, string Output, string Error) Run(ProcessStartInfo start, TimeSpan longest)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(longest);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        return (ended ? process.ExitCode : null, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}

using System.Diagnostics.CodeAnalysis;
using Replay.Reports.Export;

namespace Replay.Cli.Running;

/// <summary>The files an export writes. Those that are there already are kept unless the user says otherwise.</summary>
internal sealed class OutputFiles(bool force, IReadOnlyList<string> inputs, CommandHost host) : IOutputFiles
{
    private const int BufferLength = 256 * 1024;

    /// <inheritdoc/>
    public Stream Create(string name)
    {
        if (name == "-")
        {
            // Standard output is a stream for the process's whole life, and says itself what goes wrong.
            return new KeptOpenStream(host.Output);
        }

        string path = Path.GetFullPath(name);
        if (inputs.Any(input => input != "-" && Path.GetFullPath(input) == path))
        {
            throw new UsageException($"{name} is an input: it would be overwritten before it is read");
        }

        if (!force && Path.Exists(path))
        {
            throw new UsageException($"{name} exists: --force overwrites it");
        }

        return Open(name, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileOptions.None);
    }

    /// <inheritdoc/>
    public Stream Append(string name) => Open(name, FileMode.Append, FileAccess.Write, FileOptions.None);

    /// <inheritdoc/>
    public Stream CreateTemporary() =>
        Open(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileOptions.DeleteOnClose);

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The stream returned owns it.")]
    private static OutputFile Open(string name, FileMode mode, FileAccess access, FileOptions options)
    {
        try
        {
            return new OutputFile(name, new FileStream(name, mode, access, FileShare.Read, BufferLength, options));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(exception.Message, exception);
        }
    }
}

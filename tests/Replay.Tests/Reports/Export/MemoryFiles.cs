using System.Text;
using Replay.Reports.Export;

namespace Replay.Tests.Reports.Export;

/// <summary>Files in memory, by name.</summary>
internal sealed class MemoryFiles : IOutputFiles
{
    private readonly Dictionary<string, MemoryStream> _files = [];

    public int Temporary { get; private set; }

    public IEnumerable<string> Names => _files.Keys;

    public string Text(string name) => Encoding.UTF8.GetString(_files[name].ToArray());

    public Stream Create(string name) => _files[name] = new MemoryStream();

    public Stream Append(string name)
    {
        // A stream that was closed cannot be written again: what it holds goes on in a new one.
        var again = new MemoryStream();
        again.Write(_files[name].ToArray());
        return _files[name] = again;
    }

    public Stream CreateTemporary()
    {
        Temporary++;
        return new MemoryStream();
    }
}

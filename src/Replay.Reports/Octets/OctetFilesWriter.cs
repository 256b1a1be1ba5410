using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Export;
using Replay.Sessions;

namespace Replay.Reports.Octets;

/// <summary>Writes the octets of each direction of each connection to a file of its own: OUT-1-tx.bin, OUT-1-rx.bin.</summary>
public sealed class OctetFilesWriter : SessionWriter
{
    /// <summary>Octets kept in memory: files are opened for large pieces only, and not many at once.</summary>
    private const long MaxHeld = 16 * 1024 * 1024;

    private readonly IOutputFiles _files;
    private readonly string _stem;
    private readonly string _extension;
    private readonly Dictionary<(long Connection, Direction Direction), OctetFile> _open = [];
    private long _held;

    /// <summary>Makes a writer.</summary>
    /// <param name="name">The name that the files' names are made of, such as "out.bin".</param>
    /// <param name="files">Where files come from.</param>
    public OctetFilesWriter(string name, IOutputFiles files)
    {
        _files = files;
        _extension = Path.GetExtension(name);
        _stem = name[..^_extension.Length];
    }

    /// <inheritdoc/>
    public override void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        if (octets.Octets.IsEmpty)
        {
            return;
        }

        (long, Direction) key = (connection.Connection, octets.Direction);
        if (!_open.TryGetValue(key, out OctetFile? file))
        {
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"{_stem}-{connection.Connection}-{(octets.Direction == Direction.Tx ? "tx" : "rx")}{_extension}");
            _files.Create(name).Dispose();
            _open[key] = file = new OctetFile(name);
        }

        file.Held.Write(octets.Octets);
        _held += octets.Octets.Length;
        if (_held > MaxHeld)
        {
            foreach (OctetFile one in _open.Values)
            {
                Save(one);
            }
        }
    }

    /// <inheritdoc/>
    public override void OnGap(ConnectionInfo connection, in GapView gap) =>
        Lose("octets that the record does not hold are missing from the files, and nothing shows where");

    /// <inheritdoc/>
    public override void OnRemark(ConnectionInfo connection, Timestamp time, string text) => Lose(SessionLoss.Remarks);

    /// <inheritdoc/>
    public override void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.Tx, Direction.Rx])
        {
            if (_open.Remove((connection.Connection, direction), out OctetFile? file))
            {
                Save(file);
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        foreach (OctetFile file in _open.Values)
        {
            Save(file);
        }
    }

    private void Save(OctetFile file)
    {
        if (file.Held.Length == 0)
        {
            return;
        }

        using Stream stream = _files.Append(file.Name);
        file.Held.WriteTo(stream);
        stream.Flush();
        _held -= file.Held.Length;
        file.Held = new MemoryStream();
    }

    private sealed class OctetFile(string name)
    {
        public string Name { get; } = name;

        public MemoryStream Held { get; set; } = new();
    }
}

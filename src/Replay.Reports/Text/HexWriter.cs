using Replay.Protocol;
using Replay.Reports.Export;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>Writes conversations in wsreplay's own hex form, one behind the other in the order in which they end.</summary>
public sealed class HexWriter : SessionWriter
{
    private readonly Stream _output;
    private readonly Spool _spool;
    private readonly Utf8Output _text;
    private readonly HexLines _lines;
    private bool _any;

    /// <summary>Makes a writer.</summary>
    /// <param name="name">The file to write.</param>
    /// <param name="files">Where files come from.</param>
    public HexWriter(string name, IOutputFiles files)
    {
        _output = files.Create(name);
        _spool = new Spool(files);
        _text = new Utf8Output(_spool);
        _lines = new HexLines(_text);
    }

    /// <inheritdoc/>
    public override void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        _spool.Select(connection.Connection);
        _lines.WriteOctets(connection, octets);
        _text.Flush();
    }

    /// <inheritdoc/>
    public override void OnGap(ConnectionInfo connection, in GapView gap)
    {
        _spool.Select(connection.Connection);
        _lines.WriteGap(connection, gap);
        _text.Flush();
    }

    /// <inheritdoc/>
    public override void OnRemark(ConnectionInfo connection, Timestamp time, string text) => Lose(SessionLoss.Remarks);

    /// <inheritdoc/>
    public override void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        _spool.Select(connection.Connection);
        _lines.WriteEnd(end.How);
        _text.Flush();
        if (_any)
        {
            _output.Write("--- connection\n"u8);
        }

        _any = true;
        _spool.Release(connection.Connection, _output);
    }

    /// <inheritdoc/>
    public override void Complete() => _output.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _spool.Dispose();
            _output.Dispose();
        }

        base.Dispose(disposing);
    }
}

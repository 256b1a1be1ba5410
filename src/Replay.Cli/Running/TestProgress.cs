using System.Globalization;
using Replay.Cases;
using Replay.Engine.Conformance;

namespace Replay.Cli.Running;

/// <summary>One line on a terminal that says how many cases have ended.</summary>
internal sealed class TestProgress(CommandHost host, ConformanceTarget server) : IDisposable
{
    private readonly Lock _gate = new();
    private int _ended;
    private int _shown;

    /// <summary>A case has ended; called by several threads.</summary>
    public void OnEnd(CaseDefinition one)
    {
        lock (_gate)
        {
            _ended++;
            if (host.ErrorIsTerminal)
            {
                Show(string.Create(CultureInfo.InvariantCulture, $"{_ended} of {server.Cases.Count} cases"));
            }
        }
    }

    /// <summary>Leaves nothing of the line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_shown > 0)
            {
                Show("");
                host.Error.Write('\r');
            }
        }
    }

    private void Show(string text)
    {
        host.Error.Write('\r' + text.PadRight(_shown));
        _shown = text.Length;
    }
}

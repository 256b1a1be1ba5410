using Replay.Capture;
using Replay.Capture.Autobahn;
using Replay.Engine.Connecting;
using Replay.Engine.Replaying;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Verdicts;

namespace Replay.Corpus;

/// <summary>Replays directories of reports against the server they are about, and counts how far its behaviour is the one they state.</summary>
internal sealed class ReplayAgreement(Target target)
{
    private const int AtOnce = 16;
    private readonly List<string> _lines = [];
    private int _replayed;
    private int _same;
    private int _fromCatalogue;
    private int _refused;

    public async Task RunAsync(string directory)
    {
        List<Session> sessions = Read(directory);
        using var places = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(sessions.Select(async session =>
        {
            await places.WaitAsync();
            try
            {
                ReplayOutcome outcome = await Replayer.RunAsync(session, session.Connection.Source, new ReplayOptions { Target = target }, CancellationToken.None);
                lock (_lines)
                {
                    Judge(session.Connection.Report!, outcome);
                }
            }
            finally
            {
                places.Release();
            }
        }));
    }

    public void Print(TextWriter output)
    {
        _lines.Sort(StringComparer.Ordinal);
        _lines.ForEach(output.WriteLine);
        output.WriteLine($"{_replayed} replayed, {_same} with the behaviour and close behaviour of the report, {_replayed - _same} otherwise; {_fromCatalogue} with octets of the catalogue; {_refused} refused");
    }

    private static List<Session> Read(string directory)
    {
        var kept = new SessionBuilder();
        var decoder = new ConversationDecoder(kept);
        var context = new SourceContext(decoder, SourceOptions.Default, CancellationToken.None);
        foreach (string path in Directory.GetFiles(directory, "*_case_*.json").Order(StringComparer.Ordinal))
        {
            using FileStream stream = File.OpenRead(path);
            new AutobahnJsonFormat().Read(new SourceInput(path, stream), context);
        }

        decoder.Complete();
        return [.. kept.Sessions];
    }

    private void Judge(AutobahnReport report, ReplayOutcome outcome)
    {
        if (outcome.Result is not { } result)
        {
            _refused++;
            _lines.Add($"  {report.CaseId}: refused: {outcome.Refusal}");
            return;
        }

        _replayed++;
        if (outcome.Notes.Count > 0)
        {
            _fromCatalogue++;
            _lines.Add($"  {report.CaseId}: {string.Join("; ", outcome.Notes)}");
        }

        if (result.Behavior?.ToWord() == report.Behavior && result.CloseBehavior?.ToWord() == report.BehaviorClose)
        {
            _same++;
            return;
        }

        _lines.Add($"  {report.CaseId}: report {report.Behavior}/{report.BehaviorClose}, live {result.Behavior?.ToWord()}/{result.CloseBehavior?.ToWord()}: {result.Observed}");
    }
}

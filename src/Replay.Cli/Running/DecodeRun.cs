using System.Globalization;
using Replay.Capture;
using Replay.Cases;
using Replay.Reports;
using Replay.Sessions;
using Replay.Sessions.Autobahn;
using Replay.Sessions.Counting;
using Replay.Sessions.Filtering;

namespace Replay.Cli.Running;

/// <summary>Inputs, format, decoder, filter, report: one after the other.</summary>
internal sealed class DecodeRun
{
    /// <summary>What formats see of an input to recognise it.</summary>
    private const int HeadLength = 64 * 1024;

    private readonly DecodeRequest _request;
    private readonly CommandHost _host;
    private readonly CancellationToken _cancellation;
    private readonly IReport _report;
    private readonly OutcomeSink _outcome;
    private readonly ConversationDecoder _decoder;
    private readonly CountingDecoder? _counter;
    private readonly SourceContext _context;

    public DecodeRun(DecodeRequest request, CommandHost host)
    {
        _request = request;
        _host = host;
        _cancellation = host.Interruption();
        ReportAuditSink? audit = null;
        _report = ReportFormats.Create(request, host, connection => audit?.AuditOf(connection));
        ISessionSink sink = request.Filter.IsActive ? new FilterSink(_report, request.Filter) : _report;
        audit = new ReportAuditSink(static id => CaseCatalogue.Find(id)?.Expectation) { Next = sink };
        _outcome = new OutcomeSink(audit, host, _cancellation) { Counts = _report as ICountsSink };
        _decoder = new ConversationDecoder(_outcome, request.Conversation);
        _counter = request.Filter.IsActive || _outcome.Counts is null ? null : new CountingDecoder(_outcome, request.Conversation.Decoder);
        _context = new SourceContext(_counter is null ? _decoder : new CountedSink(_counter, _decoder), request.Source, _cancellation);
    }

    public int Run()
    {
        _report.Begin(new RunInfo(ToolVersion.Text, _request.Inputs, _request.Filter.IsActive));
        foreach (string input in _request.Inputs)
        {
            bool any = false;
            bool isDirectory = false;
            foreach (InputFile file in InputList.Expand(input, _decoder, _request.Source.MaxDocument))
            {
                isDirectory |= !file.IsNamed;
                any |= !_cancellation.IsCancellationRequested && Read(file);
            }

            if (isDirectory && !any && !_outcome.IsIncomplete && !_cancellation.IsCancellationRequested)
            {
                _outcome.OnProblem(new CaptureProblem(input, null, null, "the directory holds no report or record of a known format"));
            }
        }

        _counter?.Complete();
        _decoder.Complete();
        _report.Complete(_context.Connections);
        _outcome.Complete();
        return ExitWith();
    }

    private int ExitWith()
    {
        if (_cancellation.IsCancellationRequested)
        {
            _host.Complain($"interrupted; read so far: {Count(_outcome.Connections, "connection")}, {Count(_outcome.Frames, "frame")}, {Count(_outcome.Problems, "problem")}");
            return ExitCode.Cancelled;
        }

        if (_outcome.IsIncomplete)
        {
            return ExitCode.Unreadable;
        }

        return _request.FailOn is { } level && _outcome.Worst >= level ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Count(long count, string word) =>
        count.ToString(CultureInfo.InvariantCulture) + " " + word + (count == 1 ? "" : "s");

    /// <summary>Reads one file.</summary>
    /// <returns>False when it is in no format that is read.</returns>
    private bool Read(InputFile file)
    {
        try
        {
            using Stream stream = Open(file.Name);
            byte[] head = new byte[HeadLength];
            int length = stream is InterruptibleStream live
                ? live.ReadHead(head)
                : stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            ISourceFormat? format = _request.From ?? file.Format ?? Recognise(file, head.AsSpan(0, length));
            if (format is null)
            {
                if (file.IsNamed)
                {
                    _outcome.OnProblem(new CaptureProblem(file.Name, null, null, length == 0
                        ? "the input is empty"
                        : "it is in no format that is read ('wsreplay formats' lists them, --from NAME forces one)"));
                }

                return false;
            }

            using var whole = new HeadedStream(head.AsMemory(0, length), stream);
            format.Read(new SourceInput(file.Name, whole), _context);
            return true;
        }
        catch (OutputException)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _outcome.OnProblem(new CaptureProblem(file.Name, null, null, InputError.Describe(exception)));
            return true;
        }
    }

    private Stream Open(string name) => name == "-"
        ? new InterruptibleStream(_host.OpenInput(), _report.Flush, _cancellation)
        : new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>The surest format; among equals the first. What merely could be one is taken for it only when the user named the file.</summary>
    private static ISourceFormat? Recognise(InputFile file, ReadOnlySpan<byte> head)
    {
        Confidence best = file.IsNamed ? Confidence.None : Confidence.Possible;
        ISourceFormat? found = null;
        foreach (ISourceFormat format in SourceFormats.All)
        {
            Confidence confidence = format.Sniff(file.Name, head);
            if (confidence > best)
            {
                best = confidence;
                found = format;
                if (best == Confidence.Certain)
                {
                    break;
                }
            }
        }

        return found;
    }
}

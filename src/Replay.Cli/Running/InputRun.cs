using System.Globalization;
using Replay.Capture;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Cli.Running;

/// <summary>Inputs, format, decoder: everything up to the sink that a command brings.</summary>
internal sealed class InputRun
{
    /// <summary>What formats see of an input to recognise it.</summary>
    private const int HeadLength = 64 * 1024;

    private readonly InputRequest _request;
    private readonly CommandHost _host;
    private readonly CancellationToken _cancellation;
    private readonly Action _flush;
    private readonly OutcomeSink _outcome;
    private readonly ConversationDecoder _decoder;
    private readonly CountingDecoder? _counter;
    private readonly SourceContext _context;

    /// <param name="request">What to read.</param>
    /// <param name="host">The world.</param>
    /// <param name="sink">Where conversations go.</param>
    /// <param name="flush">Called when a pipe that is read has nothing more for the moment.</param>
    /// <param name="counts">Takes the counts of connections that need not be followed frame by frame; null when all are.</param>
    public InputRun(InputRequest request, CommandHost host, ISessionSink sink, Action flush, ICountsSink? counts = null)
    {
        _request = request;
        _host = host;
        _flush = flush;
        _cancellation = host.Interruption();
        _outcome = new OutcomeSink(sink, host, _cancellation) { Counts = counts };
        _decoder = new ConversationDecoder(_outcome, request.Conversation);
        _counter = counts is null ? null : new CountingDecoder(_outcome, request.Conversation.Decoder);
        _context = new SourceContext(_counter is null ? _decoder : new CountedSink(_counter, _decoder), request.Source, _cancellation);
    }

    /// <summary>Connections the sources numbered.</summary>
    public long Connections => _context.Connections;

    /// <summary>What came of it so far.</summary>
    public OutcomeSink Outcome => _outcome;

    /// <summary>Reads all inputs to their ends, or until the user interrupts.</summary>
    public void Read()
    {
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
    }

    /// <summary>Says what remains to be said of the inputs.</summary>
    /// <returns>The exit code, as far as the inputs decide it.</returns>
    public int Finish()
    {
        _outcome.Complete();
        if (_cancellation.IsCancellationRequested)
        {
            _host.Complain($"interrupted; read so far: {Count(_outcome.Connections, "connection")}, {Count(_outcome.Frames, "frame")}, {Count(_outcome.Problems, "problem")}");
            return ExitCode.Cancelled;
        }

        return _outcome.IsIncomplete ? ExitCode.Unreadable : ExitCode.Done;
    }

    /// <summary>A number and what it counts.</summary>
    public static string Count(long count, string word) =>
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
        ? new InterruptibleStream(_host.OpenInput(), _flush, _cancellation)
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

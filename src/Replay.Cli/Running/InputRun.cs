using System.Globalization;
using Replay.Capture;
using Replay.Capture.HexDumps;
using Replay.Capture.Packets;
using Replay.Sessions;
using Replay.Sessions.Counting;
using Replay.Sessions.Results;
using Replay.Sessions.Streams;

namespace Replay.Cli.Running;

/// <summary>Inputs, format, decoder: everything up to the sink that a command brings.</summary>
internal sealed class InputRun
{
    /// <summary>What formats see of an input to recognise it.</summary>
    private const int HeadLength = 64 * 1024;

    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b];

    private readonly InputRequest _request;
    private readonly CommandHost _host;
    private readonly CancellationToken _cancellation;
    private readonly Action _flush;
    private readonly OutcomeSink _outcome;
    private readonly ConversationDecoder _decoder;
    private readonly CountingDecoder? _counter;
    private readonly List<SourceInput> _captures = [];
    private readonly List<FileStream?> _plainFiles = [];
    private readonly ShardSink? _shard;
    private readonly byte[] _head = new byte[HeadLength];
    private readonly SourceContext _context;

    /// <param name="request">What to read.</param>
    /// <param name="host">The world.</param>
    /// <param name="sink">Where conversations go.</param>
    /// <param name="flush">Called when a pipe that is read has nothing more for the moment.</param>
    /// <param name="counts">Takes the counts of connections that need not be followed frame by frame; null when all are.</param>
    /// <param name="results">Takes results of live runs; null where the command has no use for them.</param>
    /// <param name="sourcesStop">False where Ctrl-C ends the source itself, and what it has given is still read.</param>
    public InputRun(InputRequest request, CommandHost host, ISessionSink sink, Action flush, ICountsSink? counts = null, Action<CaseResult>? results = null, bool sourcesStop = true)
    {
        _request = request;
        _host = host;
        _flush = flush;
        _cancellation = host.Interruption();
        _outcome = new OutcomeSink(sink, host, _cancellation) { Counts = counts, IsFirstShard = request.Source.Share.CountsPackets };
        _decoder = new ConversationDecoder(_outcome, request.Conversation);
        _counter = counts is null ? null : new CountingDecoder(_outcome, request.Conversation.Decoder);
        IOctetSink octets = _counter is null ? _decoder : new CountedSink(_counter, _decoder);
        _shard = request.Source.Share.Parts > 1 ? new ShardSink(octets, request.Source.Share) : null;
        _context = new SourceContext(_shard ?? octets, request.Source, sourcesStop ? _cancellation : CancellationToken.None) { Results = results };
    }

    /// <summary>Connections the sources numbered, those of other shards left out.</summary>
    public long Connections => _context.OwnConnections - (_shard?.Foreign ?? 0);

    /// <summary>What packet captures held, or null when none was read.</summary>
    public CaptureTotals? Captures => CaptureCounts.Of(_context.Statistics);

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Cancellation => _cancellation;

    /// <summary>What came of it so far.</summary>
    public OutcomeSink Outcome => _outcome;

    /// <summary>Reads all inputs to their ends, or until the user interrupts.</summary>
    public void Read()
    {
        var inputs = new List<KeyValuePair<string, List<InputFile>>>();
        var all = new List<InputFile>();
        foreach (string input in _request.Inputs)
        {
            List<InputFile> files = [.. InputList.Expand(input, _decoder, _request.Source.MaxDocument)];
            inputs.Add(new(input, files));
            all.AddRange(files);
        }

        try
        {
            _host.Progress = ShowProgress(all);
            foreach ((string name, List<InputFile> files) in inputs)
            {
                Read(name, files);
            }

            ReadCaptures();
        }
        finally
        {
            _host.Progress?.Dispose();
            _host.Progress = null;
            _captures.ForEach(static capture => capture.Stream.Dispose());
        }

        Complete();
    }

    /// <summary>Reads packets as they come, to the end of their stream.</summary>
    public void ReadLive(SourceInput packets)
    {
        ReadAsOne([packets]);
        Complete();
    }

    private void ReadAsOne(IReadOnlyList<SourceInput> captures)
    {
        if (_counter is null)
        {
            CaptureSet.Read(captures, _context);
        }
        else
        {
            CaptureSet.Read(captures, _context, _counter);
        }
    }

    private void Complete()
    {
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

    private void Read(string input, List<InputFile> files)
    {
        bool any = false;
        bool isDirectory = false;
        foreach (InputFile file in files)
        {
            isDirectory |= !file.IsNamed;
            any |= !_cancellation.IsCancellationRequested && Read(file);
        }

        if (isDirectory && !any && !_outcome.IsIncomplete && !_cancellation.IsCancellationRequested)
        {
            Report(input, "the directory holds no report or record of a known format");
        }
    }

    /// <summary>Reads one file, or puts it aside when it is a capture.</summary>
    /// <returns>False when it is in no format that is read.</returns>
    private bool Read(InputFile file)
    {
        Stream? stream = null;
        try
        {
            stream = Open(file.Name);
            int length = stream is InterruptibleStream live
                ? live.ReadHead(_head, IsCapture)
                : stream.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
            if (Utf16Text.IsUtf16(_head.AsSpan(0, length)) && _request.From is not RawFormat)
            {
                stream = Utf16Text.AsUtf8(_head.AsSpan(0, length), stream);
                length = stream.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
            }

            ISourceFormat? format = _request.From ?? file.Format ?? Recognise(file, _head.AsSpan(0, length));
            if (format is null)
            {
                if (file.IsNamed)
                {
                    Report(file.Name, length == 0
                        ? "the input is empty"
                        : "it is in no format that is read ('wsreplay formats' lists them, --from NAME forces one)");
                }

                return false;
            }

            if (format is PcapFormat or PcapngFormat)
            {
                PutAside(file.Name, ref stream, length);
                return true;
            }

            using var whole = new PrefixedStream(_head.AsMemory(0, length), new CountedStream(stream, _host.Progress), leaveOpen: false);
            _host.Progress?.Add(length);
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
            Report(file.Name, InputError.Describe(exception));
            return true;
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <summary>A connection may begin in one capture and end in another: they are read when all are known.</summary>
    private void PutAside(string name, ref Stream? stream, int headLength)
    {
        Stream whole = stream!;
        if (whole.CanSeek)
        {
            whole.Position = 0;
        }
        else
        {
            _host.Progress?.Add(headLength);
            whole = new PrefixedStream(_head.AsSpan(0, headLength).ToArray(), whole, leaveOpen: false);
        }

        // It now belongs to the list.
        stream = null;
        _plainFiles.Add(whole is FileStream file && !_head.AsSpan(0, headLength).StartsWith(Gzip) ? file : null);
        var counted = new CountedStream(whole, _host.Progress, exception => Report(name, InputError.Describe(exception)));
        _captures.Add(new SourceInput(name, counted));
    }

    private void ReadCaptures()
    {
        if (_captures.Count == 0)
        {
            return;
        }

        if (_shard is not null)
        {
            _shard.IsDone = true;
        }

        if (_counter is not null && CaptureReaders.IsMuch(_plainFiles))
        {
            _host.BeforeMuch();
        }

        try
        {
            if (_outcome.Counts is ISharedCounts { CanFork: true } shared && CaptureReaders.Number(_request.Threads, _plainFiles) is > 1 and var threads)
            {
                new CaptureReaders(_context, _outcome, shared, _request.Conversation, threads).Read(
                    _captures.ConvertAll(static one => one.Name),
                    _plainFiles!,
                    _host.Progress,
                    (name, exception) => Report(name, InputError.Describe(exception)));
                return;
            }

            ReadAsOne(_captures);
        }
        catch (OperationCanceledException)
        {
            // Said at the end.
        }
    }

    private ProgressLine? ShowProgress(IEnumerable<InputFile> files)
    {
        // Lines that scroll by on the same terminal tell it better.
        bool isScrolling = _host.OutputIsTerminal && _request.IsScrolling;
        if (!_request.Progress || !_host.ErrorIsTerminal || isScrolling || _host.Environment("TERM") == "dumb")
        {
            return null;
        }

        long? total = 0;
        foreach (InputFile file in files)
        {
            total += file.Name != "-" && new FileInfo(file.Name) is { Exists: true } there && there.Attributes.HasFlag(FileAttributes.Device) is false ? there.Length : null;
        }

        return new ProgressLine(_host.Error, _host.Clock, total);
    }

    private void Report(string input, string message) =>
        _outcome.OnProblem(new CaptureProblem(input, null, null, message));

    private Stream Open(string name) => name == "-"
        ? new InterruptibleStream(_host.OpenInput(), _flush, _cancellation)
        : new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>A capture says in its first octets what it is; other formats are the surer the more of them is seen.</summary>
    private static bool IsCapture(ReadOnlySpan<byte> head)
    {
        foreach (ISourceFormat format in SourceFormats.All)
        {
            if (format is PcapFormat or PcapngFormat && format.Sniff("-", head) == Confidence.Certain)
            {
                return true;
            }
        }

        return false;
    }

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

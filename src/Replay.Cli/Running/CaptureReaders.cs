using System.Runtime.ExceptionServices;
using Replay.Capture;
using Replay.Capture.Packets;
using Replay.Capture.Tcp;
using Replay.Sessions;
using Replay.Sessions.Counting;

namespace Replay.Cli.Running;

/// <summary>
/// Counts captures on several threads. Each reads all of them, follows every TCP connection by its headers and decodes
/// those of its share: nothing is handed from one thread to another, and what comes out is the same for any number.
/// </summary>
internal sealed class CaptureReaders
{
    /// <summary>More threads than this gain nothing: each of them walks every packet.</summary>
    public const int Most = 64;

    /// <summary>Threads when nobody says how many; of this many cores, one each.</summary>
    private const int MostByDefault = 8;

    /// <summary>Below so many octets a second thread costs more than it gains.</summary>
    private const long MinOctets = 4 * 1024 * 1024;

    private readonly SourceContext _context;
    private readonly OutcomeSink _outcome;
    private readonly ISharedCounts _counts;
    private readonly SourceContext[] _readers;
    private readonly ReaderOutcome[] _outcomes;
    private readonly ExceptionDispatchInfo?[] _failures;
    private readonly ConversationOptions _options;
    private readonly FlowDivision _division;

    public CaptureReaders(SourceContext context, OutcomeSink outcome, ISharedCounts counts, ConversationOptions options, int threads)
    {
        _context = context;
        _outcome = outcome;
        _counts = counts;
        _options = options;
        _division = new FlowDivision(threads, context.Connections);
        _readers = new SourceContext[threads];
        _outcomes = new ReaderOutcome[threads];
        _failures = new ExceptionDispatchInfo?[threads];
    }

    /// <summary>How many threads are to read files.</summary>
    /// <param name="asked">How many the user asked for, or null.</param>
    /// <param name="files">The files; null for what can be read only once.</param>
    public static int Number(int? asked, IReadOnlyList<FileStream?> files)
    {
        // Inflating is most of the work on compressed files, and pipes are there once.
        long? octets = Octets(files);
        return octets is null ? 1 : asked ?? (octets < MinOctets ? 1 : Math.Min(Environment.ProcessorCount, MostByDefault));
    }

    /// <summary>True when files are long, or may be.</summary>
    /// <param name="files">The files; null for what can be read only once.</param>
    public static bool IsMuch(IReadOnlyList<FileStream?> files) => !(Octets(files) < MinOctets);

    private static long? Octets(IReadOnlyList<FileStream?> files)
    {
        long octets = 0;
        foreach (FileStream? file in files)
        {
            if (file is null || file.Length == 0)
            {
                return null;
            }

            octets += file.Length;
        }

        return octets;
    }

    /// <summary>Reads the captures.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="files">The open files.</param>
    /// <param name="progress">What the first reader reads is counted here.</param>
    /// <param name="onFailure">Told when a file cannot be read, once for each: the readers mostly fail alike.</param>
    public void Read(IReadOnlyList<string> names, IReadOnlyList<FileStream> files, ProgressLine? progress, Action<string, Exception> onFailure)
    {
        var threads = new List<Thread>();
        long[] lengths = [.. files.Select(static file => file.Length)];
        var failed = new HashSet<string>();
        SourceInput[] own = Open(0, progress);
        for (int i = 1; i < _readers.Length; i++)
        {
            int reader = i;
            SourceInput[] inputs = Open(reader, null);
            var thread = new Thread(() => Run(reader, inputs)) { IsBackground = true };
            threads.Add(thread);
            thread.Start();
        }

        // This thread has a core already.
        Run(0, own);
        threads.ForEach(static thread => thread.Join());
        Join();

        SourceInput[] Open(int reader, ProgressLine? counted)
        {
            Prepare(reader);
            return
            [
                .. files.Select((file, i) => new SourceInput(
                    names[i],
                    new CountedStream(new SharedFileStream(file.SafeFileHandle, lengths[i]), counted, exception => Fail(names[i], exception)))),
            ];
        }

        void Fail(string name, Exception exception)
        {
            lock (failed)
            {
                if (failed.Add(name))
                {
                    onFailure(name, exception);
                }
            }
        }
    }

    private void Prepare(int reader)
    {
        var outcome = new ReaderOutcome(_counts.Fork(), reader == 0, _context.Share.CountsPackets);
        outcome.Decoder = new CountingDecoder(outcome, _options.Decoder);
        _outcomes[reader] = outcome;
        _readers[reader] = _context.Fork(outcome, _division.PartOf(reader));
    }

    private void Run(int reader, SourceInput[] inputs)
    {
        try
        {
            CaptureSet.Read(inputs, _readers[reader], _outcomes[reader].Decoder!);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Thrown again where the run can handle it.
            _failures[reader] = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Join()
    {
        foreach (ExceptionDispatchInfo? failure in _failures)
        {
            failure?.Throw();
        }

        for (int i = 0; i < _readers.Length; i++)
        {
            _context.Join(_readers[i]);
            _counts.Join(_outcomes[i].Counts);
        }

        _outcome.Join(_outcomes);
    }
}

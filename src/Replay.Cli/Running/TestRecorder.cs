using System.Diagnostics.CodeAnalysis;
using Replay.Capture.Packets.Writing;
using Replay.Cases;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>Keeps a pcapng file of each case: <c>--record DIR</c>.</summary>
internal sealed class TestRecorder : IDisposable
{
    private const int BufferOctets = 64 * 1024;
    private readonly string _directory;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<CaseFile> _files = [];

    public TestRecorder(string directory)
    {
        _directory = directory;
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(exception.Message, exception);
        }
    }

    /// <summary>Opens a case's file. A second run of a case gets a name of its own.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Disposed at the conversation's end, or with the recorder.")]
    public IConnectionInput Open(CaseDefinition one, ConnectionInfo info)
    {
        lock (_gate)
        {
            string stem = "case_" + one.Id.ToString().Replace('.', '_');
            string name = stem;
            for (int i = 2; !_names.Add(name); i++)
            {
                name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stem}_{i}");
            }

            string path = Path.Combine(_directory, name + ".pcapng");
            try
            {
                var file = new CaseFile(new OutputFile(path, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferOctets)), info);
                _files.Add(file);
                return file;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new OutputException(exception.Message, exception);
            }
        }
    }

    public void Dispose()
    {
        foreach (CaseFile file in _files)
        {
            file.Dispose();
        }
    }

    /// <summary>One file: complete with its conversation's end.</summary>
    private sealed class CaseFile : IConnectionInput, IDisposable
    {
        private readonly CaptureFileWriter _writer;
        private readonly ConversationDecoder _decoder;
        private readonly IConnectionInput _input;
        private bool _isComplete;

        public CaseFile(Stream stream, ConnectionInfo info)
        {
            _writer = new CaptureFileWriter(stream, isPcapng: true, "wsreplay " + ToolVersion.Text);
            _decoder = new ConversationDecoder(_writer, new ConversationOptions { Decoder = DecoderOptions.Default with { Perspective = info.Perspective } });
            _input = _decoder.Open(info);
        }

        public void BeginChop(Direction direction, ulong length) => _input.BeginChop(direction, length);

        public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state) => _input.Push(direction, time, octets, state);

        public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state) => _input.PushGap(direction, time, length, state);

        public void PushRemark(Timestamp time, string text) => _input.PushRemark(time, text);

        public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default)
        {
            _input.PushEnd(time, how, tcp);
            Dispose();
        }

        public void Dispose()
        {
            if (!_isComplete)
            {
                _isComplete = true;
                _decoder.Complete();
                _writer.Complete();
                _writer.Dispose();
            }
        }
    }
}

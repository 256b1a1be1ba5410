using System.Runtime.InteropServices;
using System.Text;
using Replay.Capture.Packets;
using Replay.Capture.Packets.Writing;
using Replay.Sessions.Streams;

namespace Replay.Capture.Live;

/// <summary>
/// Packets of an interface, as the octets of a pcapng file that is being written: what reads captures reads this, and
/// a copy of the octets is the file of what was read. Ends when cancelled, or at a limit.
/// </summary>
public sealed unsafe class LiveStream : ReadOnlyStream
{
    /// <summary>Octets gathered before they are handed on.</summary>
    private const int BatchSize = 128 * 1024;
    private const int Nanoseconds = 1;
    private const uint NoNetmask = uint.MaxValue;

    /// <summary>The kernel hands on a block of packets at least this often; asked for them, we wait half as long.</summary>
    private const int KernelMilliseconds = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly LiveOptions _options;
    private readonly Action _onIdle;
    private readonly CancellationToken _cancellation;
    private readonly MemoryStream _batch = new();
    private readonly PcapngWriter _writer;
    private readonly int _fraction;
    private readonly long _started;
    private nint _capture;
    private int _at;
    private long _packets;
    private bool _ended;
    private LiveStatistics _last;

    /// <summary>Begins to capture.</summary>
    /// <param name="options">What to capture.</param>
    /// <param name="onIdle">Called when every packet so far has been handed on and no further one is there.</param>
    /// <param name="cancellation">Ends the capture between two packets.</param>
    /// <exception cref="LiveCaptureException">There is no libpcap, no permission, no such interface, or the filter is wrong.</exception>
    public LiveStream(LiveOptions options, Action onIdle, CancellationToken cancellation)
    {
        _options = options;
        _onIdle = onIdle;
        _cancellation = cancellation;
        _capture = Open(options);
        try
        {
            _fraction = LibPcap.GetPrecision(_capture) == Nanoseconds ? 1 : 1000;
            _writer = new PcapngWriter(_batch, (LinkType)LibPcap.DataLink(_capture), "wsreplay", interfaceName: options.Interface);
            _started = options.Clock.GetTimestamp();
        }
        catch
        {
            LibPcap.Close(_capture);
            throw;
        }
    }

    /// <summary>Why packets stopped to come, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>The interfaces that can be captured on.</summary>
    /// <exception cref="LiveCaptureException">There is no libpcap, or it cannot tell.</exception>
    public static IReadOnlyList<LiveInterface> Interfaces()
    {
        RequireLibrary();
        byte* error = stackalloc byte[LibPcap.ErrorSize];
        LibPcap.Device* first = null;
        if (LibPcap.FindAllDevices(&first, error) != 0)
        {
            throw new LiveCaptureException("the interfaces cannot be listed: " + Text(error));
        }

        var interfaces = new List<LiveInterface>();
        for (LibPcap.Device* device = first; device is not null; device = device->Next)
        {
            interfaces.Add(new LiveInterface(Text(device->Name), device->Description is null ? null : Text(device->Description), (device->Flags & 1) != 0, (device->Flags & 2) != 0));
        }

        LibPcap.FreeAllDevices(first);
        return interfaces;
    }

    /// <summary>How it has gone so far.</summary>
    public LiveStatistics Statistics()
    {
        // Room for the further counts that Windows has.
        uint* counts = stackalloc uint[8];
        return _capture != 0 && LibPcap.Statistics(_capture, counts) == 0
            ? _last = new LiveStatistics(_packets, counts[1], counts[2])
            : _last with { Packets = _packets };
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_at == _batch.Length && !Gather())
        {
            return 0;
        }

        int count = (int)Math.Min(buffer.Length, _batch.Length - _at);
        _batch.GetBuffer().AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_capture != 0)
        {
            Statistics();
            LibPcap.Close(_capture);
            _capture = 0;
        }

        base.Dispose(disposing);
    }

    private static nint Open(LiveOptions options)
    {
        RequireLibrary();
        byte* error = stackalloc byte[LibPcap.ErrorSize];
        nint capture;
        fixed (byte* name = Encoding.UTF8.GetBytes(options.Interface + "\0"))
        {
            capture = LibPcap.Create(name, error);
        }

        if (capture == 0)
        {
            throw new LiveCaptureException(Text(error));
        }

        try
        {
            // Each is a wish: what is refused shows when the capture is activated, or does not matter.
            _ = LibPcap.SetSnapLength(capture, options.SnapLength);
            _ = LibPcap.SetPromiscuous(capture, 0);
            _ = LibPcap.SetTimeout(capture, KernelMilliseconds);
            _ = LibPcap.SetBufferSize(capture, options.KernelBuffer);
            _ = LibPcap.SetPrecision(capture, Nanoseconds);
            int status = LibPcap.Activate(capture);
            if (status < 0)
            {
                throw new LiveCaptureException(LiveAdvice.For(status, options.Interface, Text(LibPcap.LastError(capture)), Text(LibPcap.Describe(status))));
            }

            if (options.Filter is not null)
            {
                SetFilter(capture, options.Filter);
            }

            return LibPcap.SetNonBlocking(capture, 1, error) == 0 ? capture : throw new LiveCaptureException(Text(error));
        }
        catch
        {
            LibPcap.Close(capture);
            throw;
        }
    }

    private static void SetFilter(nint capture, string filter)
    {
        LibPcap.Program program = default;
        int status;
        fixed (byte* expression = Encoding.UTF8.GetBytes(filter + "\0"))
        {
            status = LibPcap.Compile(capture, &program, expression, optimize: 1, NoNetmask);
        }

        if (status == 0)
        {
            status = LibPcap.SetFilter(capture, &program);
            LibPcap.FreeCode(&program);
        }

        if (status != 0)
        {
            throw new LiveCaptureException(Text(LibPcap.LastError(capture))) { IsFilter = true };
        }
    }

    private static void RequireLibrary()
    {
        if (!LibPcap.IsThere)
        {
            throw new LiveCaptureException(LiveAdvice.NoLibrary);
        }
    }

    /// <summary>Waits for packets, and takes all that are there.</summary>
    /// <returns>False at the end.</returns>
    private bool Gather()
    {
        _batch.SetLength(0);
        _at = 0;
        bool idle = false;
        while (!_ended)
        {
            while (_batch.Length < BatchSize && Take())
            {
            }

            if (_batch.Length > 0)
            {
                return true;
            }

            _ended |= _cancellation.IsCancellationRequested || _options.Clock.GetElapsedTime(_started) >= _options.Duration;
            if (!_ended)
            {
                if (!idle)
                {
                    idle = true;
                    _onIdle();
                }

                _cancellation.WaitHandle.WaitOne(Pause);
            }
        }

        return false;
    }

    /// <summary>Takes one packet, if there is one.</summary>
    private bool Take()
    {
        if (_ended)
        {
            return false;
        }

        byte* header;
        byte* octets;
        int status = LibPcap.Next(_capture, &header, &octets);
        if (status == 1)
        {
            (long time, uint captured, uint original) = ReadHeader(header);
            _writer.Write(0, (ulong)time, new ReadOnlySpan<byte>(octets, (int)captured), original);
            _packets++;
            _ended = _packets == _options.MaxPackets || (_cancellation.IsCancellationRequested && _packets % 1024 == 0);
            return true;
        }

        if (status < 0)
        {
            Failure = Text(LibPcap.LastError(_capture));
            _ended = true;
        }

        return false;
    }

    /// <summary>struct pcap_pkthdr: a struct timeval, whose members are as wide as the system has them, and two lengths.</summary>
    private (long Time, uint Captured, uint Original) ReadHeader(byte* header)
    {
        long seconds;
        long fraction;
        byte* lengths;
        if (OperatingSystem.IsWindows())
        {
            seconds = *(int*)header;
            fraction = *(int*)(header + 4);
            lengths = header + 8;
        }
        else
        {
            seconds = *(nint*)header;
            fraction = OperatingSystem.IsMacOS() ? *(int*)(header + sizeof(nint)) : *(nint*)(header + sizeof(nint));
            lengths = header + 2 * sizeof(nint);
        }

        return (seconds * 1_000_000_000 + fraction * _fraction, *(uint*)lengths, *(uint*)(lengths + 4));
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}

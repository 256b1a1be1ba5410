using System.Globalization;

namespace Replay.Cli.Running;

/// <summary>
/// One line on a terminal that says how far a long run is. Whoever reads inputs adds octets; a timer writes, so that the
/// run itself pays an addition for each block read.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    /// <summary>Runs shorter than this show nothing.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _error;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly long? _total;
    private readonly ITimer _timer;
    private long _done;
    private int _shown;
    private bool _over;

    /// <param name="error">The terminal.</param>
    /// <param name="clock">What time is told by.</param>
    /// <param name="total">Octets of all inputs, or null where one has no known length.</param>
    public ProgressLine(TextWriter error, TimeProvider clock, long? total)
    {
        _error = error;
        _clock = clock;
        _total = total;
        _started = clock.GetTimestamp();
        _timer = clock.CreateTimer(static line => ((ProgressLine)line!).Show(), this, Delay, Interval);
    }

    /// <summary>Octets were read; a negative number takes some back.</summary>
    public void Add(long octets) => Interlocked.Add(ref _done, octets);

    /// <summary>Makes room for a message.</summary>
    public void Erase()
    {
        lock (_error)
        {
            if (_shown > 0)
            {
                _error.Write("\r" + new string(' ', _shown) + "\r");
                _shown = 0;
            }
        }
    }

    /// <summary>Ends the line and leaves nothing of it.</summary>
    public void Dispose()
    {
        lock (_error)
        {
            _over = true;
            _timer.Dispose();
            Erase();
        }
    }

    /// <summary>The line's words.</summary>
    public static string Describe(long done, long? total, TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        string text = Octets(done);
        // A file that grows while it is read has no end to be told.
        if (total is { } all && all >= done && all > 0)
        {
            text += " of " + Octets(all) + string.Create(CultureInfo.InvariantCulture, $", {Math.Floor(100.0 * done / all):0} %");
        }

        text += ", " + Octets((long)rate) + "/s";
        if (total is { } whole && whole >= done && rate > 0)
        {
            text += ", " + Time((whole - done) / rate) + " left";
        }

        return text;
    }

    private void Show()
    {
        lock (_error)
        {
            if (_over)
            {
                return;
            }

            string text = Describe(Interlocked.Read(ref _done), _total, _clock.GetElapsedTime(_started));
            _error.Write("\r" + text.PadRight(_shown));
            _shown = Math.Max(text.Length, _shown);
        }
    }

    private static string Octets(long octets) => octets switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{octets} octets"),
        < 1_000_000 => Scaled(octets / 1e3, "kB"),
        < 1_000_000_000 => Scaled(octets / 1e6, "MB"),
        < 1_000_000_000_000 => Scaled(octets / 1e9, "GB"),
        _ => Scaled(octets / 1e12, "TB"),
    };

    private static string Scaled(double number, string unit) =>
        number.ToString(number < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + unit;

    private static string Time(double seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}

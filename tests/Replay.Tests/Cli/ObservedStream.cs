using System.Text;

namespace Replay.Tests.Cli;

/// <summary>Output that tells when some text has been written.</summary>
internal sealed class ObservedStream(string text) : MemoryStream
{
    public ManualResetEventSlim Seen { get; } = new();

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (Seen)
        {
            base.Write(buffer, offset, count);
            if (Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length).Contains(text, StringComparison.Ordinal))
            {
                Seen.Set();
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Seen.Dispose();
        }

        base.Dispose(disposing);
    }
}

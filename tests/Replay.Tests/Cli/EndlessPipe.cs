namespace Replay.Tests.Cli;

/// <summary>Gives some octets and then nothing, for ever; asked a second time, something happens.</summary>
internal sealed class EndlessPipe(byte[] octets, Action onWait) : MemoryStream
{
    private readonly ManualResetEventSlim _never = new();
    private bool _given;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (!_given)
        {
            _given = true;
            octets.CopyTo(buffer);
            return octets.Length;
        }

        onWait();
        _never.Wait();
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        _never.Set();
        base.Dispose(disposing);
    }
}

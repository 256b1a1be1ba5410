using Replay.Cli.Running;

namespace Replay.Tests.Cli;

[TestClass]
public sealed class InterruptibleStreamTests
{
    [TestMethod]
    public void What_was_decoded_is_shown_while_nothing_comes()
    {
        using var idle = new ManualResetEventSlim();
        using var interruption = new CancellationTokenSource();
        using var pipe = new EndlessPipe("abc"u8.ToArray(), () =>
        {
            // Long enough that a test that never becomes idle fails instead of hanging.
            idle.Wait(TimeSpan.FromMinutes(1));
            interruption.Cancel();
        });
        using var stream = new InterruptibleStream(pipe, idle.Set, interruption.Token);
        byte[] buffer = new byte[10];

        Assert.AreEqual(3, stream.Read(buffer));
        Assert.AreEqual(0, stream.Read(buffer));
        Assert.IsTrue(idle.IsSet);
        Assert.AreEqual(0, stream.Read(buffer));
    }

    [TestMethod]
    public void The_head_of_a_live_input_is_what_has_come()
    {
        using var release = new ManualResetEventSlim();
        using var interruption = new CancellationTokenSource();
        using var pipe = new EndlessPipe("abc"u8.ToArray(), () =>
        {
            release.Wait(TimeSpan.FromMinutes(1));
            interruption.Cancel();
        });
        using var stream = new InterruptibleStream(pipe, static () => { }, interruption.Token);

        Assert.AreEqual(3, stream.ReadHead(new byte[10]));
        release.Set();
        Assert.AreEqual(0, stream.Read(new byte[10]));
    }

    [TestMethod]
    public void All_of_a_pipe_that_ends_comes_through()
    {
        byte[] octets = new byte[1_000_000];
        new Random(3).NextBytes(octets);
        using var stream = new InterruptibleStream(new MemoryStream(octets), static () => { }, CancellationToken.None);
        byte[] head = new byte[1000];
        using var rest = new MemoryStream();

        Assert.AreEqual(1000, stream.ReadHead(head));
        stream.CopyTo(rest);
        CollectionAssert.AreEqual(octets, (byte[])[.. head, .. rest.ToArray()]);
    }

    [TestMethod]
    public void A_failure_of_the_pipe_is_that_of_the_reader()
    {
        using var stream = new InterruptibleStream(new BrokenStream(), static () => { }, CancellationToken.None);

        Assert.ThrowsExactly<IOException>(() => stream.Read(new byte[10]));
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("gone");

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("gone");
    }
}

using FsCheck;
using FsCheck.Fluent;
using Replay.Tests.Support;

namespace Replay.Tests.Protocol.Decoding;

/// <summary>The master test: however the same octets are split, the events are the same.</summary>
[TestClass]
public sealed class ChunkInvarianceTests
{
    [TestMethod]
    public void Octet_by_octet_equals_whole() => Prop
        .ForAll<int>(seed => Same(seed, _ => 1))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [TestMethod]
    public void Random_pieces_equal_whole() => Prop
        .ForAll<int>(seed =>
        {
            var random = new Random(seed ^ 0x5EED);
            return Same(seed, rest => random.Next(3) == 0 ? random.Next(1, 15) : random.Next(1, rest + 1));
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static bool Same(int seed, Func<int, int> split)
    {
        Step[] steps = ConversationGenerator.Make(seed);
        List<string> whole = Conversation.Decode(steps).Lines;
        List<string> pieces = Conversation.Decode(steps, split: split).Lines;
        for (int i = 0; i < Math.Max(whole.Count, pieces.Count); i++)
        {
            Assert.AreEqual(whole.ElementAtOrDefault(i), pieces.ElementAtOrDefault(i), $"seed {seed}, event {i}");
        }

        return true;
    }
}

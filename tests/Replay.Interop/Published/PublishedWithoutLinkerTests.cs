namespace Replay.Interop.Published;

/// <summary>What the README's publish command makes where no native program can be linked: IL that was trimmed, and compiled.</summary>
[TestClass]
public sealed class PublishedWithoutLinkerTests : PublishedTests
{
    private static PublishedProgram s_program = null!;

    private protected override PublishedProgram Program => s_program;

    [ClassInitialize]
    public static void Publish(TestContext context) => s_program = PublishedProgram.Publish(hasLinker: false);

    [ClassCleanup]
    public static void Remove() => s_program.Dispose();

    [TestMethod]
    public void The_command_says_why_it_is_not_native()
    {
        Assert.IsFalse(s_program.IsNative);
        StringAssert.Matches(s_program.Said, new("; not native: .{10}"));
    }

    // The trimmer took the finally of a lock for unreachable once, and a run never ended.
    [TestMethod]
    public void No_method_has_lost_an_exception_handler()
    {
        int compared = 0;
        var lost = new List<string>();
        foreach ((string published, string compiled) in s_program.Assemblies())
        {
            ILookup<string, string> before = PublishedProgram.Handlers(compiled);
            foreach (IGrouping<string, string> method in PublishedProgram.Handlers(published))
            {
                compared++;
                lost.AddRange(method.Where(handlers => !before[method.Key].Contains(handlers)).Select(handlers => $"{method.Key} has {handlers}, had {string.Join(" or ", before[method.Key])}"));
            }
        }

        Assert.IsGreaterThan(2000, compared);
        Assert.AreEqual("", string.Join('\n', lost));
    }
}

using System.Text.RegularExpressions;

namespace Replay.Interop.Published;

/// <summary>What the README's publish command makes: a native program, where it can.</summary>
[TestClass]
public sealed class PublishedProgramTests : PublishedTests
{
    private static PublishedProgram s_program = null!;

    private protected override PublishedProgram Program => s_program;

    [ClassInitialize]
    public static void Publish(TestContext context) => s_program = PublishedProgram.Publish(hasLinker: true);

    [ClassCleanup]
    public static void Remove() => s_program.Dispose();

    [TestMethod]
    public void It_is_native_or_the_command_says_what_was_missing()
    {
        StringAssert.Matches(s_program.Said, s_program.IsNative ? new("^ *a native program for [a-z0-9-]+, ", RegexOptions.Multiline) : new("; not native: .{10}"));
    }
}

namespace Replay.Tests.Support;

/// <summary>What a test needs from the machine.</summary>
internal static class Prerequisite
{
    /// <summary>
    /// What is missing on somebody's own machine is no failure of the code; in continuous integration (<c>CI</c> is set), where
    /// everything is installed, it is: tests that pass over in silence compare nothing.
    /// </summary>
    public static void Missing(string what)
    {
        if (IsRequired)
        {
            Assert.Fail(what);
        }

        Assert.Inconclusive(what);
    }

    private static bool IsRequired => Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
}

namespace Replay.Tests;

[TestClass]
public sealed class SmokeTests
{
    [TestMethod]
    public void Runs() => Assert.AreEqual(2, int.Parse("2", System.Globalization.CultureInfo.InvariantCulture));
}

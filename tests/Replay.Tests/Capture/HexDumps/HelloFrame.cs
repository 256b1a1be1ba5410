using System.Text;
using Replay.Capture;
using Replay.Capture.HexDumps;

namespace Replay.Tests.Capture.HexDumps;

/// <summary>A server's frame that says Hello, in whatever text.</summary>
internal static class HelloFrame
{
    /// <summary>Asserts that a text is taken for hex, and is the frame, without a problem.</summary>
    public static void AssertRead(string text)
    {
        CollectingSink sink = CollectingSink.Read(new HexFormat(), text);

        Assert.IsEmpty(sink.Problems, string.Join('\n', sink.Problems));
        Assert.AreEqual("810548656C6C6F", Convert.ToHexString(sink.Connections.Single().Rx));
        Assert.AreNotEqual(Confidence.None, new HexFormat().Sniff("x", Encoding.UTF8.GetBytes(text)));
    }
}

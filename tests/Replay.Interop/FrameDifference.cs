using System.Globalization;

namespace Replay.Interop;

/// <summary>Where the frames of one sender differ first.</summary>
internal sealed record FrameDifference(
    long Connection, string Sender, int Frame, long Packet, int TheirCount, int OurCount, WireFrame? Theirs, WireFrame? Ours)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"tcp.stream {Connection}, from {Sender}, frame {Frame}{(Packet > 0 ? $" (packet {Packet})" : "")}: tshark {(object?)Theirs ?? "nothing"}, ours {(object?)Ours ?? "nothing"}; {TheirCount} frames and {OurCount}");
}

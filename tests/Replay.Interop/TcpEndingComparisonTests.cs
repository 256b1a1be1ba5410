using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;
using Replay.Tests.Support;

namespace Replay.Interop;

/// <summary>Who sent the first FIN and the RST of each connection, told by us and from the flags and numbers that tshark shows.</summary>
[TestClass]
public sealed class TcpEndingComparisonTests
{
    [TestMethod]
    [DynamicData(nameof(TsharkComparisonTests.Captures), typeof(TsharkComparisonTests))]
    public void Who_ended_a_connection_is_who_did_so_in_tshark(string file)
    {
        if (!Tshark.IsInstalled)
        {
            Prerequisite.Missing("tshark is not installed: apt-get install tshark");
        }

        Dictionary<long, string> theirs = Expected(file);
        List<string> differences = [];
        SessionBuilder builder = new(onSession: session =>
        {
            string expected = theirs.GetValueOrDefault(session.Connection.Connection - 1, "open");
            string actual = Describe(session);
            if (expected != actual)
            {
                differences.Add(FormattableString.Invariant($"connection {session.Connection.Connection}: tshark {expected}, ours {actual}"));
            }
        });
        OurDecode.Into(builder, file);
        Assert.IsEmpty(differences, string.Join("\n", differences));
    }

    private static string Describe(Session session)
    {
        EndView end = session.End;
        string? Endpoint(Party? party) => party switch
        {
            Party.Client => session.Connection.Client,
            Party.Server => session.Connection.Server,
            _ => null,
        };
        return end.How switch
        {
            EndKind.Reset => "reset by " + Endpoint(end.Tcp.ResetBy),
            EndKind.Fin => "closed by " + (end.Tcp.IsSimultaneous ? "both" : Endpoint(end.Tcp.FirstFin)),
            _ when end.Tcp.FirstFin is { } party => "half closed by " + Endpoint(party),
            _ => "open",
        };
    }

    /// <summary>From the packets with FIN or RST: who was first follows from what the FINs acknowledge.</summary>
    private static Dictionary<long, string> Expected(string file)
    {
        Dictionary<long, List<Finish>> fins = [];
        Dictionary<long, string> found = [];
        foreach (string[] cells in Tshark.Fields(file, "tcp.flags.fin==1 || tcp.flags.reset==1", "tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "tcp.flags.reset", "tcp.seq_raw", "tcp.ack_raw", "tcp.len"))
        {
            long stream = long.Parse(cells[0], CultureInfo.InvariantCulture);
            string address = cells[1].Length > 0 ? cells[1].Split(',')[^1] : $"[{cells[2].Split(',')[^1]}]";
            string sender = address + ":" + cells[3].Split(',')[^1];
            List<Finish> before = fins.TryGetValue(stream, out List<Finish>? known) ? known : fins[stream] = [];
            if (cells[4] is "1" or "True")
            {
                // Both sides have finished: what comes then belongs to nobody.
                _ = before.Count < 2 && found.TryAdd(stream, "reset by " + sender);
            }
            else if (before.TrueForAll(one => one.Sender != sender))
            {
                uint sequence = uint.Parse(cells[5], CultureInfo.InvariantCulture) + uint.Parse(cells[7], CultureInfo.InvariantCulture);
                before.Add(new Finish(sender, sequence + 1, uint.Parse(cells[6], CultureInfo.InvariantCulture)));
            }
        }

        foreach ((long stream, List<Finish> both) in fins.Where(one => one.Value.Count > 0))
        {
            _ = found.TryAdd(stream, both.Count switch
            {
                1 => "half closed by " + both[0].Sender,
                _ when both[1].Acknowledgment == both[0].End => "closed by " + both[0].Sender,
                _ when both[0].Acknowledgment == both[1].End => "closed by " + both[1].Sender,
                _ => "closed by both",
            });
        }

        return found;
    }

    private sealed record Finish(string Sender, uint End, uint Acknowledgment);
}

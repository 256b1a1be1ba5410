using Replay.Protocol;
using Replay.Reports;
using Replay.Reports.Model;
using Replay.Sessions;

namespace Replay.Tests.Reports.Model;

[TestClass]
public sealed class ReportCollectorTests
{
    private static readonly ReportLimits Few = new() { Frames = 100, SampleFrames = 2, FindingsOfRule = 3, Connections = 5 };

    [TestMethod]
    public void What_fits_is_kept_whole()
    {
        ReportModel model = Collect(ReportLimits.Default, static sink =>
        {
            Open(sink, 1).Text(Direction.Tx, "hello").Text(Direction.Rx, "there").End();
        });

        ReportSession kept = model.Sessions.Single();
        Assert.IsTrue(kept.IsWhole);
        Assert.HasCount(2, kept.Session.Frames);
        CollectionAssert.AreEqual("there"u8.ToArray(), kept.Session.Messages[1].Data.ToArray());
        Assert.AreEqual(ReportExtent.Whole, model.Connections.Single().Extent);
        Assert.IsEmpty(model.LeftOut);
    }

    [TestMethod]
    public void Beyond_the_limit_an_ordinary_connection_keeps_its_ends_and_says_what_is_missing()
    {
        ReportModel model = Collect(Few, static sink => Texts(Open(sink, 1), 500).End());

        ReportSession kept = model.Sessions.Single();
        Assert.IsFalse(kept.IsWhole);
        long[] numbers = [.. kept.Session.Frames.Select(static frame => frame.Start.Frame)];
        CollectionAssert.IsSubsetOf(new long[] { 0, 1, 498, 499 }, numbers);
        Assert.AreEqual(500, numbers.Length + kept.Omissions.Sum(static one => one.Frames));
        Assert.AreEqual(ReportExtent.Sample, model.Connections.Single().Extent);
        Assert.AreEqual(500, model.Connections.Single().Frames(Direction.Tx));
        StringAssert.Contains(model.LeftOut.Single(), "0 are kept whole, 1 with their first and last frames");
    }

    [TestMethod]
    public void A_connection_with_violations_is_kept_before_others()
    {
        ReportModel model = Collect(Few, static sink =>
        {
            Texts(Open(sink, 1), 60).End();
            Texts(Open(sink, 2), 20).Violation(Rule.ClientMask, Party.Client, Direction.Tx, 9, 3).End();
            Texts(Open(sink, 3), 60).End();
        });

        Assert.AreEqual(ReportExtent.Whole, model.Connections[1].Extent);
        Assert.IsTrue(model.Sessions.Single(static one => one.Session.Connection.Connection == 2).IsWhole);
        Assert.IsTrue(model.Connections.Any(static row => row.Extent == ReportExtent.Sample));
    }

    [TestMethod]
    public void A_violation_in_the_middle_of_a_thinned_connection_stays_with_its_frame()
    {
        ReportModel model = Collect(Few, static sink =>
        {
            Conversation conversation = Texts(Open(sink, 1), 1000);
            conversation.Text(Direction.Tx, "bad").Violation(Rule.ClientMask, Party.Client, Direction.Tx, 5000, 1000);
            Texts(conversation, 1000).End();
        });

        Session session = model.Sessions.Single().Session;
        Assert.HasCount(1, session.Violations);
        Assert.IsTrue(session.Frames.Any(static frame => frame.Start.Frame == 1000));
        Assert.IsLessThan(100, session.Frames.Length);
    }

    [TestMethod]
    public void What_is_known_to_go_wrong_later_is_kept_whole_from_its_start()
    {
        var collector = new ReportCollector(new RunInfo("0.0.0", ["log.txt"]), Few, worstOf: static number => number == 2 ? Severity.Error : null);
        Conversation[] all = [.. Enumerable.Range(1, 4).Select(number => Open(collector, number))];
        for (int i = 0; i < 40; i++)
        {
            Array.ForEach(all, static one => one.Text(Direction.Rx, "tick"));
        }

        all[1].Violation(Rule.ClientMask, Party.Client, Direction.Tx, 0);
        Array.ForEach(all, static one => one.End());
        ReportModel model = collector.Complete();

        Assert.AreEqual(ReportExtent.Whole, model.Connections[1].Extent);
        Assert.IsTrue(model.Connections.Where(static row => row.Connection.Connection != 2).Any(static row => row.Extent != ReportExtent.Whole));
    }

    [TestMethod]
    public void Frames_of_many_connections_at_once_stay_within_the_limit()
    {
        ReportModel model = Collect(Few with { Connections = 1000 }, static sink =>
        {
            Conversation[] all = [.. Enumerable.Range(1, 200).Select(number => Open(sink, number))];
            for (int i = 0; i < 50; i++)
            {
                foreach (Conversation one in all)
                {
                    one.Text(Direction.Rx, "tick");
                }
            }

            Array.ForEach(all, static one => one.End());
        });

        Assert.HasCount(200, model.Connections);
        Assert.IsLessThanOrEqualTo(100, model.Sessions.Sum(static one => one.Session.Frames.Length));
        Assert.AreEqual(10_000, model.Totals.Frames(Direction.Rx));
    }

    [TestMethod]
    public void Rows_beyond_the_limit_are_counted_and_those_with_violations_stay()
    {
        ReportModel model = Collect(Few, static sink =>
        {
            for (int number = 1; number <= 8; number++)
            {
                Conversation one = Open(sink, number);
                if (number == 8)
                {
                    one.Violation(Rule.ClientMask, Party.Client, Direction.Tx, 0, 0);
                }

                one.End();
            }
        });

        CollectionAssert.AreEqual(new long[] { 1, 2, 3, 4, 8 }, model.Connections.Select(static row => row.Connection.Connection).ToArray());
        StringAssert.Contains(model.LeftOut.First(), "3 of 8 connections are not listed");
    }

    [TestMethod]
    public void Breaches_are_listed_up_to_a_number_of_each_rule()
    {
        ReportModel model = Collect(Few, static sink =>
        {
            Conversation one = Open(sink, 1);
            for (ulong i = 0; i < 10; i++)
            {
                one.Violation(Rule.PongUnsolicited, Party.Server, Direction.Rx, i);
            }

            one.Violation(Rule.ClientMask, Party.Client, Direction.Tx, 0, 0).End();
        });

        Assert.AreEqual(3, model.Findings.Count(static one => one.Violation.Rule == Rule.PongUnsolicited));
        Assert.AreEqual(1, model.Findings.Count(static one => one.Violation.Rule == Rule.ClientMask));
        ReportConnection row = model.Connections.Single();
        Assert.AreEqual(Rule.ClientMask, row.Violations[0].First.Rule);
        Assert.AreEqual(10, row.Violations[1].Count);
        StringAssert.Contains(model.LeftOut.Single(), "7 of 11 violations");
    }

    private static ReportModel Collect(ReportLimits limits, Action<ISessionSink> tell)
    {
        var collector = new ReportCollector(new RunInfo("0.0.0", ["log.txt"]), limits);
        tell(collector);
        return collector.Complete();
    }

    private static Conversation Open(ISessionSink sink, long number) =>
        new Conversation(sink, new ConnectionInfo { Connection = number, Source = "log.txt" }).Connect();

    private static Conversation Texts(Conversation conversation, int count)
    {
        for (int i = 0; i < count; i++)
        {
            conversation.Text(Direction.Tx, "text");
        }

        return conversation;
    }
}

using Replay.Protocol;

namespace Replay.Sessions.Comparison;

/// <summary>Which conversation of one record belongs to which of another.</summary>
public static class SessionPairing
{
    /// <summary>The first to the first, the second to the second.</summary>
    public static IReadOnlyList<SessionPair> InOrder(IReadOnlyList<Session> expected, IReadOnlyList<Session> observed)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(observed);
        var pairs = new List<SessionPair>();
        for (int i = 0; i < Math.Max(expected.Count, observed.Count); i++)
        {
            pairs.Add(new SessionPair(expected.ElementAtOrDefault(i), observed.ElementAtOrDefault(i)));
        }

        return pairs;
    }

    /// <summary>
    /// Concurrent connections may come in any order: those that say the same belong together, then those with the same request
    /// target in their order, then the rest in its order.
    /// </summary>
    public static IReadOnlyList<SessionPair> InAnyOrder(IReadOnlyList<Session> expected, IReadOnlyList<Session> observed, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(observed);
        var text = new ComparableText(options);
        var partner = new Session?[expected.Count];
        var free = new List<Session>(observed);
        Match(session => Said(session, options, text));
        Match(static session => session.Request?.Target ?? "");
        Match(static _ => "");
        return
        [
            .. expected.Select((session, i) => new SessionPair(session, partner[i])),
            .. free.Select(static session => new SessionPair(null, session)),
        ];

        void Match(Func<Session, string> likeness)
        {
            var waiting = new Dictionary<string, Queue<Session>>(StringComparer.Ordinal);
            foreach (Session session in free)
            {
                string key = likeness(session);
                if (!waiting.TryGetValue(key, out Queue<Session>? queue))
                {
                    waiting.Add(key, queue = []);
                }

                queue.Enqueue(session);
            }

            var taken = new HashSet<Session>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < expected.Count; i++)
            {
                if (partner[i] is null && waiting.TryGetValue(likeness(expected[i]), out Queue<Session>? queue) && queue.TryDequeue(out Session? found))
                {
                    partner[i] = found;
                    taken.Add(found);
                }
            }

            free.RemoveAll(taken.Contains);
        }
    }

    private static string Said(Session session, ComparisonOptions options, ComparableText text)
    {
        var words = new System.Text.StringBuilder(session.Request?.Target);
        foreach (Direction direction in new[] { Direction.Tx, Direction.Rx })
        {
            if (options.Only is null || options.Only == direction)
            {
                foreach (ComparedItem item in SessionDiff.Items(session, direction, options, text))
                {
                    words.Append('\n').Append(item.Likeness);
                }
            }
        }

        return words.ToString();
    }
}

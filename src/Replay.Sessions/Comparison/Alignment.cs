namespace Replay.Sessions.Comparison;

/// <summary>
/// Lays two lists of items side by side with the fewest changes, so that one inserted or missing item reads as one. What both
/// begin and end with is set aside first; the rest is aligned exactly as long as the product of the lengths stays below a
/// limit, and beyond it window by window: time and memory grow with the length, not with its square.
/// </summary>
internal static class Alignment
{
    // An item in the place of another of its kind is likelier than one missing and one added, and the likelier the more they
    // resemble each other.
    private const int ReplaceSimilar = 2;
    private const int Replace = 3;
    private const int ReplaceOtherKind = 5;
    private const int InsertOrDelete = 2;

    private const byte Diagonal = 0;
    private const byte Up = 1;
    private const byte Left = 2;

    public static List<AlignedItems> Of(IReadOnlyList<ComparedItem> expected, IReadOnlyList<ComparedItem> observed, int maxCells)
    {
        var rows = new List<AlignedItems>(Math.Max(expected.Count, observed.Count));
        int start = 0;
        int shorter = Math.Min(expected.Count, observed.Count);
        while (start < shorter && expected[start].IsSame(observed[start]))
        {
            rows.Add(new AlignedItems(expected[start], observed[start], true));
            start++;
        }

        int tail = 0;
        while (tail < shorter - start && expected[^(tail + 1)].IsSame(observed[^(tail + 1)]))
        {
            tail++;
        }

        AlignMiddle(rows, new Stretch(expected, start, expected.Count - tail), new Stretch(observed, start, observed.Count - tail), maxCells);
        for (int i = tail; i > 0; i--)
        {
            rows.Add(new AlignedItems(expected[^i], observed[^i], true));
        }

        return rows;
    }

    private static void AlignMiddle(List<AlignedItems> rows, Stretch expected, Stretch observed, int maxCells)
    {
        int window = Math.Max(2, (int)Math.Sqrt(maxCells));
        while ((long)expected.Count * observed.Count > maxCells)
        {
            // Half of a window is kept: its other half may align better with what comes behind.
            List<AlignedItems> part = Exact(expected.First(window), observed.First(window));
            int kept = Math.Max(1, part.Count / 2);
            foreach (AlignedItems row in part.Take(kept))
            {
                rows.Add(row);
                expected = row.Expected is null ? expected : expected.Skip(1);
                observed = row.Observed is null ? observed : observed.Skip(1);
            }
        }

        rows.AddRange(Exact(expected, observed));
    }

    private static List<AlignedItems> Exact(Stretch expected, Stretch observed)
    {
        int width = observed.Count + 1;
        byte[] steps = new byte[(expected.Count + 1) * width];
        int[] above = new int[width];
        int[] current = new int[width];
        for (int j = 1; j < width; j++)
        {
            above[j] = j * InsertOrDelete;
            steps[j] = Left;
        }

        for (int i = 1; i <= expected.Count; i++)
        {
            ComparedItem item = expected[i - 1];
            current[0] = i * InsertOrDelete;
            steps[i * width] = Up;
            for (int j = 1; j < width; j++)
            {
                int cost = above[j - 1] + Cost(item, observed[j - 1]);
                byte step = Diagonal;
                if (above[j] + InsertOrDelete < cost)
                {
                    (cost, step) = (above[j] + InsertOrDelete, Up);
                }

                if (current[j - 1] + InsertOrDelete < cost)
                {
                    (cost, step) = (current[j - 1] + InsertOrDelete, Left);
                }

                current[j] = cost;
                steps[(i * width) + j] = step;
            }

            (above, current) = (current, above);
        }

        return Trace(expected, observed, steps, width);
    }

    private static int Cost(ComparedItem expected, ComparedItem observed) =>
        expected.IsSame(observed) ? 0
        : expected.Word != observed.Word ? ReplaceOtherKind
        : expected.Resembles(observed) ? ReplaceSimilar
        : Replace;

    private static List<AlignedItems> Trace(Stretch expected, Stretch observed, byte[] steps, int width)
    {
        var rows = new List<AlignedItems>();
        int i = expected.Count;
        int j = observed.Count;
        while (i > 0 || j > 0)
        {
            byte step = steps[(i * width) + j];
            ComparedItem? left = step == Left ? null : expected[--i];
            ComparedItem? right = step == Up ? null : observed[--j];
            rows.Add(new AlignedItems(left, right, left is not null && right is not null && left.IsSame(right)));
        }

        rows.Reverse();
        return rows;
    }

    private readonly struct Stretch(IReadOnlyList<ComparedItem> items, int start, int end)
    {
        public int Count => end - start;

        public ComparedItem this[int index] => items[start + index];

        public Stretch First(int count) => new(items, start, Math.Min(end, start + count));

        public Stretch Skip(int count) => new(items, start + count, end);
    }
}

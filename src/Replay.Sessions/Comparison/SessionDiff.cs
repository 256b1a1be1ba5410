using System.Collections.Immutable;
using System.Globalization;
using Replay.Protocol;
using Replay.Sessions.Results;

namespace Replay.Sessions.Comparison;

/// <summary>
/// Compares two conversations: how the handshake went, what was said in each direction (aligned, so that an inserted or missing
/// message reads as one), who closed and how it ended. What either record does not know is no difference.
/// </summary>
public static class SessionDiff
{
    /// <summary>Compares.</summary>
    /// <param name="expected">The recorded one.</param>
    /// <param name="observed">The live one, or the other record.</param>
    /// <param name="options">What counts; null for everything, message by message.</param>
    public static SessionComparison Compare(Session expected, Session observed, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(observed);
        options ??= ComparisonOptions.Default;
        var text = new ComparableText(options);
        var rows = ImmutableArray.CreateBuilder<AlignedItems>();
        var found = new Found(options.MaxDifferences);
        CompareHandshake(expected, observed, found);
        foreach (Direction direction in new[] { Direction.Tx, Direction.Rx })
        {
            if (options.Only is { } only && only != direction)
            {
                continue;
            }

            foreach (AlignedItems row in Alignment.Of(
                Items(expected, direction, options, text), Items(observed, direction, options, text), options.MaxAlignment))
            {
                rows.Add(row);
                if (!row.IsSame)
                {
                    found.Add(row.At(options.Strict), row.Expected?.Describe(row.Observed), row.Observed?.Describe(row.Expected));
                }
            }
        }

        CompareEnd(expected, observed, found);
        return new SessionComparison
        {
            Expected = expected,
            Observed = observed,
            Rows = rows.ToImmutable(),
            Differences = [.. found.Kept],
            MoreDifferences = found.More,
        };
    }

    /// <summary>What was said in one direction, in order.</summary>
    internal static List<ComparedItem> Items(Session session, Direction direction, ComparisonOptions options, ComparableText text)
    {
        var items = new List<ComparedItem>();
        foreach (SessionEntry entry in session.Entries)
        {
            if (entry.Kind == SessionEntryKind.Frame)
            {
                SessionFrame frame = session.Frames[entry.Index];
                if (frame.Start.Direction == direction && (options.Strict || !IsData(frame.Start.Header.Opcode)))
                {
                    items.Add(OfFrame(frame, items.Count, options.Strict, text));
                }
            }
            else if (entry.Kind == SessionEntryKind.Message && !options.Strict)
            {
                SessionMessage message = session.Messages[entry.Index];
                if (message.End.Direction == direction)
                {
                    items.Add(OfMessage(message, items.Count, text));
                }
            }
        }

        return items;
    }

    private static bool IsData(Opcode opcode) => opcode is Opcode.Continuation or Opcode.Text or Opcode.Binary;

    private static ComparedItem OfMessage(SessionMessage message, int number, ComparableText text)
    {
        bool isText = message.End.Type == MessageType.Text && message.End.Valid;
        bool isKnown = message.IsWhole && message.End.State <= PayloadState.Rebuilt;
        ulong? length = isKnown ? (ulong)message.Data.Length : message.End.State == PayloadState.Gap ? null : message.End.Length;
        return new ComparedItem(
            message.End.Direction,
            message.End.Type == MessageType.Text ? (message.End.Valid ? "text" : "text (not UTF-8)") : "binary",
            message.Data,
            isText && isKnown && !text.IsPlain ? text.Of(message.Data) : message.Data,
            length,
            isText)
        {
            Number = number,
            Time = message.End.Time,
        };
    }

    private static ComparedItem OfFrame(SessionFrame frame, int number, bool strict, ComparableText text)
    {
        FrameHeader header = frame.Start.Header;
        bool isKnown = frame.State <= PayloadState.Rebuilt;
        ReadOnlyMemory<byte> payload = frame.Payload;
        string kind = header.Opcode.ToWord();
        if (frame.CloseCode is { } code)
        {
            kind = string.Create(CultureInfo.InvariantCulture, $"close {code.Value}");
            payload = frame.CloseReason;
        }

        if (strict)
        {
            kind += (header.Fin ? "" : " fin=0") + (header.Rsv == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" rsv={header.Rsv}"));
        }

        bool isText = header.Opcode is not Opcode.Binary && header.Rsv == 0 && System.Text.Unicode.Utf8.IsValid(payload.Span);
        ulong? length = isKnown ? (ulong)payload.Length : frame.State == PayloadState.Gap ? null : header.PayloadLength;
        return new ComparedItem(
            frame.Start.Direction, kind, payload, isText && isKnown && !text.IsPlain ? text.Of(payload) : payload, length, isText)
        {
            Number = number,
            Time = frame.Time,
        };
    }

    private static void CompareHandshake(Session expected, Session observed, Found found)
    {
        if (expected.Response is not { } before || observed.Response is not { } now)
        {
            return;
        }

        found.AddIfDiffers("handshake status", Text(before.Status), Text(now.Status));
        if (before.Status == 101 && now.Status == 101)
        {
            found.AddIfDiffers("subprotocol", expected.Handshake.Subprotocol ?? "none", observed.Handshake.Subprotocol ?? "none");
            found.AddIfDiffers("extensions", expected.Handshake.Extensions ?? "none", observed.Handshake.Extensions ?? "none");
        }
    }

    private static void CompareEnd(Session expected, Session observed, Found found)
    {
        EndView before = expected.End;
        EndView now = observed.End;
        if (before.ClosedBy is { } first && now.ClosedBy is { } second)
        {
            found.AddIfDiffers("first close frame", Word(first), Word(second));
        }

        // A record that ends before its connection knows nothing of the end, and a FIN alone does not say whose it was.
        if (before.How is EndKind.CaptureEnd || now.How is EndKind.CaptureEnd
            || (before.How == EndKind.Fin && now.How != EndKind.Reset) || (now.How == EndKind.Fin && before.How != EndKind.Reset))
        {
            return;
        }

        bool known = before.DroppedBy is not null && now.DroppedBy is not null;
        found.AddIfDiffers("end", Word(before, known), Word(now, known));
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Word(Party party) => party switch
    {
        Party.Client => "client",
        Party.Server => "server",
        _ => "capture",
    };

    private static string Word(EndView end, bool known) => end.How switch
    {
        EndKind.Fin => "closed",
        EndKind.Reset when known => "reset by the " + Word(end.DroppedBy!.Value),
        EndKind.Reset => "reset",
        EndKind.DroppedByClient => "dropped by the client",
        EndKind.DroppedByServer => "dropped by the server",
        _ => "unknown",
    };

    private sealed class Found(int max)
    {
        public List<SessionDifference> Kept { get; } = [];

        public int More { get; private set; }

        public void Add(string at, string? expected, string? observed)
        {
            if (Kept.Count < max)
            {
                Kept.Add(new SessionDifference(at, expected, observed));
            }
            else
            {
                More++;
            }
        }

        public void AddIfDiffers(string at, string? expected, string? observed)
        {
            if (expected != observed)
            {
                Add(at, expected, observed);
            }
        }
    }
}

using System.Globalization;
using Replay.Protocol;
using Replay.Reports.Ndjson;
using Replay.Sessions;

namespace Replay.Reports.Html;

/// <summary>
/// Frames, messages and pieces of the raw streams in columns: differences, or, where nearly all values follow from others, only
/// the exceptions as pairs of index and value.
/// </summary>
/// <param name="writer">Takes the JSON.</param>
/// <param name="session">The conversation.</param>
/// <param name="kept">Which of its octets stand in the page.</param>
/// <param name="start">The time that others are counted from.</param>
internal sealed class SessionColumns(JsonWriter writer, Session session, KeptOctets kept, Timestamp start)
{
    /// <summary>Writes the members.</summary>
    public void Write()
    {
        WriteFrames();
        WriteMessages();
        WritePieces();
    }

    private void WriteFrames()
    {
        var frames = session.Frames;
        writer.Name("frames"u8);
        writer.BeginObject();
        writer.Column("first"u8, frames, static one => (one.Start.Header.Fin ? 128 : 0) | (one.Start.Header.Rsv << 4) | (int)one.Start.Header.Opcode);
        writer.Column("flags"u8, frames, one => (int)one.Start.Direction | (one.Start.Header.Masked ? 2 : 0) | ((int)kept.State(one) << 2));
        writer.Name("length"u8);
        writer.BeginArray();
        foreach (SessionFrame frame in frames)
        {
            writer.Number(frame.Start.Header.PayloadLength);
        }

        writer.EndArray();
        writer.Times("time"u8, frames, static one => one.Time, start);
        writer.Exceptions("extended"u8, frames, static one => one.Start.Header.IsMinimalLength ? null : one.Start.Header.ExtendedLengthOctets);
        writer.Exceptions("kept"u8, frames, one => (ulong)kept.Of(one) == one.Start.Header.PayloadLength ? null : kept.Of(one));
        writer.Exceptions("lasted"u8, frames, static one => one.Time.HasValue && one.Start.Time.HasValue && one.Time != one.Start.Time ? one.Time.UnixNanoseconds - one.Start.Time.UnixNanoseconds : null);
        WriteNumbers();
        writer.EndObject();
        writer.Name("long"u8);
        writer.BeginObject();
        for (int i = 0; i < frames.Length; i++)
        {
            if (frames[i].Start.Header.PayloadLength > SessionData.MostExact)
            {
                writer.Name((ulong)i);
                writer.Text(frames[i].Start.Header.PayloadLength.ToString(CultureInfo.InvariantCulture));
            }
        }

        writer.EndObject();
    }

    /// <summary>Frame numbers count up by one and offsets follow from lengths, but for what was left out or lost.</summary>
    private void WriteNumbers()
    {
        long number = -1;
        writer.Exceptions("skipped"u8, session.Frames, one =>
        {
            long skipped = one.Start.Frame - number - 1;
            number = one.Start.Frame;
            return skipped == 0 ? null : skipped;
        });
        ulong[] next = [0, 0];
        writer.Exceptions("jumped"u8, session.Frames, one =>
        {
            int direction = (int)one.Start.Direction;
            long jump = unchecked((long)(one.Start.Offset - next[direction]));
            next[direction] = unchecked(one.Start.Offset + one.Start.Header.HeaderLength + one.Start.Header.PayloadLength);
            return jump == 0 ? null : jump;
        });
    }

    private void WriteMessages()
    {
        var messages = session.Messages;
        writer.Name("messages"u8);
        writer.BeginObject();
        writer.Column("flags"u8, messages, one =>
            (int)one.End.Direction | ((int)one.End.Type << 1) | (one.End.Compressed ? 8 : 0) | (one.End.Valid ? 16 : 0) | (kept.IsWhole(one) ? 32 : 0) | ((int)one.End.State << 6) | (kept.HasOwnData(one) ? 512 : 0));
        writer.Name("length"u8);
        writer.BeginArray();
        foreach (SessionMessage message in messages)
        {
            writer.Number(message.End.Length);
        }

        writer.EndArray();
        long last = 0;
        writer.Column("last"u8, messages, one =>
        {
            long step = one.End.LastFrame - last;
            last = one.End.LastFrame;
            return step;
        });
        writer.Column("span"u8, messages, static one => one.End.LastFrame - one.End.FirstFrame);
        writer.Exceptions("kept"u8, messages, one => kept.HasOwnData(one) ? kept.Of(one) : null);
        writer.EndObject();
    }

    private void WritePieces()
    {
        var pieces = session.Octets;
        writer.Name("pieces"u8);
        writer.BeginObject();
        writer.Column("flags"u8, pieces, static one => (int)one.Direction | ((int)one.State << 1));
        writer.Column("length"u8, pieces, static one => (long)Math.Min(one.Length, SessionData.MostExact));
        writer.Times("time"u8, pieces, static one => one.Time, start);
        ulong[] next = [0, 0];
        writer.Exceptions("jumped"u8, pieces, one =>
        {
            long jump = unchecked((long)(one.Offset - next[(int)one.Direction]));
            next[(int)one.Direction] = one.Offset + one.Length;
            return jump == 0 ? null : jump;
        });
        writer.EndObject();
    }
}

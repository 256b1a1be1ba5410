using Replay.Protocol;
using Replay.Reports.Model;
using Replay.Sessions;

namespace Replay.Reports.Html;

/// <summary>Which octets of a conversation stand in the page.</summary>
/// <param name="kept">The conversation.</param>
/// <param name="mostPayload">Octets of one payload or message at the most.</param>
internal sealed class KeptOctets(ReportSession kept, int mostPayload)
{
    private readonly HashSet<long> _frames = kept.IsWhole ? [] : [.. kept.Session.Frames.Select(static one => one.Start.Frame)];

    /// <summary>True when a message's data stand in the page to their end.</summary>
    public bool IsWhole(SessionMessage message) => message.IsWhole && message.Data.Length <= mostPayload;

    /// <summary>Writes masking keys, payloads and messages' own data, in this order.</summary>
    /// <param name="stream">Takes them.</param>
    /// <returns>How many they are.</returns>
    public long Send(Stream stream)
    {
        long total = 0;
        Span<byte> key = stackalloc byte[4];
        foreach (SessionFrame frame in kept.Session.Frames)
        {
            if (frame.Start.Header.Masked)
            {
                frame.Start.Header.MaskingKey.Write(key);
                stream.Write(key);
                total += 4;
            }
        }

        foreach (SessionFrame frame in kept.Session.Frames)
        {
            ReadOnlySpan<byte> payload = frame.Payload.Span[..Of(frame)];
            stream.Write(payload);
            total += payload.Length;
        }

        foreach (SessionMessage message in kept.Session.Messages)
        {
            if (HasOwnData(message))
            {
                ReadOnlySpan<byte> own = message.Data.Span[..Of(message)];
                stream.Write(own);
                total += own.Length;
            }
        }

        return total;
    }

    /// <summary>Octets of a frame's payload.</summary>
    public int Of(SessionFrame frame) => Math.Min(frame.Payload.Length, mostPayload);

    /// <summary>Octets of a message's data.</summary>
    public int Of(SessionMessage message) => Math.Min(message.Data.Length, mostPayload);

    /// <summary>What is known of a frame's payload in the page.</summary>
    public PayloadState State(SessionFrame frame) => Of(frame) < frame.Payload.Length && frame.State < PayloadState.Cut ? PayloadState.Cut : frame.State;

    /// <summary>The data of other messages are the payloads of their frames.</summary>
    public bool HasOwnData(SessionMessage message)
    {
        MessageEnd end = message.End;
        return end.Compressed || (!kept.IsWhole && (end.FirstFrame != end.LastFrame || !_frames.Contains(end.LastFrame)));
    }
}

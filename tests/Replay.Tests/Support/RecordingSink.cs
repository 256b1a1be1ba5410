using System.Globalization;
using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Support;

/// <summary>Writes what a decoder reports as lines, with pieces of payload and data joined: equal lines are equal events.</summary>
internal readonly struct RecordingSink(RecordingSink.Record record) : IDecoderSink
{
    public Record Written => record;

    public void OnOctets(in OctetsView octets)
    {
    }

    public void OnHandshakeRequest(in HandshakeRequestView request) =>
        record.Lines.Add($"request {request.Direction} {request.Time} {Convert.ToHexStringLower(request.Head.Octets.Span)}");

    public void OnHandshakeResponse(in HandshakeResponseView response) =>
        record.Lines.Add($"response {response.Direction} {response.Time} {response.AcceptValid} {Convert.ToHexStringLower(response.Head.Octets.Span)}");

    public void OnHandshakeDone(in HandshakeOutcome outcome) => record.Lines.Add($"handshake {outcome}");

    public void OnFrameStart(in FrameStart frame)
    {
        record.Payload[(int)frame.Direction].Clear();
        record.Lines.Add($"start {frame}");
    }

    public void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload) =>
        record.Payload[(int)frame.Direction].Append(Convert.ToHexStringLower(payload));

    public void OnFrameEnd(in FrameEnd frame) => record.Lines.Add(
        $"frame {frame.Start.Frame} {frame.Time} {frame.State} {frame.CloseCode?.Value} {Convert.ToHexStringLower(frame.CloseReason)} "
        + record.Payload[(int)frame.Start.Direction]);

    public void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data) =>
        record.Data[(int)direction].Append(Convert.ToHexStringLower(data));

    public void OnMessageEnd(in MessageEnd message)
    {
        record.Lines.Add($"message {message} {record.Data[(int)message.Direction]}");
        record.Data[(int)message.Direction].Clear();
    }

    public void OnViolation(in Violation violation)
    {
        record.Violations.Add(violation);
        record.Lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"violation {violation.Rule} {violation.By} {violation.Frame} {violation.Direction} {violation.Offset} {violation.Observed}"));
    }

    public void OnGap(in GapView gap) => record.Lines.Add($"gap {gap}");

    public void OnRemark(Timestamp time, string text) => record.Lines.Add($"remark {time} {text}");

    public void OnEnd(in EndView end) => record.Lines.Add($"end {end}");

    internal sealed class Record
    {
        internal List<string> Lines { get; } = [];

        internal List<Violation> Violations { get; } = [];

        internal StringBuilder[] Payload { get; } = [new(), new()];

        internal StringBuilder[] Data { get; } = [new(), new()];
    }
}

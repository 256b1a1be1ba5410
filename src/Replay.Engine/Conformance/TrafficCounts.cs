using System.Globalization;

namespace Replay.Engine.Conformance;

/// <summary>What a report on compression states: octets on the wire, in frames and of messages, each way.</summary>
internal struct TrafficCounts
{
    public long PreopenIncomingWire;
    public long PreopenOutgoingWire;
    public long IncomingWire;
    public long OutgoingWire;
    public long IncomingFramesOctets;
    public long OutgoingFramesOctets;
    public long IncomingApp;
    public long OutgoingApp;
    public long IncomingFrames;
    public long OutgoingFrames;
    public long IncomingMessages;
    public long OutgoingMessages;

    /// <summary>The report's keys, in order, with their values as JSON text.</summary>
    public readonly IReadOnlyList<KeyValuePair<string, string>> ToReport() =>
    [
        new("incomingCompressionRatio", Ratio(IncomingFramesOctets, IncomingApp)),
        new("incomingOctetsAppLevel", Text(IncomingApp)),
        new("incomingOctetsWebSocketLevel", Text(IncomingFramesOctets)),
        new("incomingOctetsWireLevel", Text(IncomingWire)),
        new("incomingWebSocketFrames", Text(IncomingFrames)),
        new("incomingWebSocketMessages", Text(IncomingMessages)),
        new("incomingWebSocketOverhead", Ratio(IncomingWire - IncomingFramesOctets, IncomingFramesOctets)),
        new("outgoingCompressionRatio", Ratio(OutgoingFramesOctets, OutgoingApp)),
        new("outgoingOctetsAppLevel", Text(OutgoingApp)),
        new("outgoingOctetsWebSocketLevel", Text(OutgoingFramesOctets)),
        new("outgoingOctetsWireLevel", Text(OutgoingWire)),
        new("outgoingWebSocketFrames", Text(OutgoingFrames)),
        new("outgoingWebSocketMessages", Text(OutgoingMessages)),
        new("outgoingWebSocketOverhead", Ratio(OutgoingWire - OutgoingFramesOctets, OutgoingFramesOctets)),
        new("preopenIncomingOctetsWireLevel", Text(PreopenIncomingWire)),
        new("preopenOutgoingOctetsWireLevel", Text(PreopenOutgoingWire)),
    ];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    // As Python writes a float: with a point.
    private static string Ratio(long part, long whole)
    {
        if (whole <= 0)
        {
            return "null";
        }

        string text = ((double)part / whole).ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }
}

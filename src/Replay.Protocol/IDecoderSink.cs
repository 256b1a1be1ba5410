namespace Replay.Protocol;

/// <summary>
/// What a <see cref="ConnectionDecoder{TSink}"/> reports, as it happens and without keeping anything: views and spans
/// live for the call. Implement it as a struct; methods that do nothing cost nothing.
/// </summary>
public interface IDecoderSink
{
    /// <summary>
    /// True for a sink that only counts: it is not told of octets, and of a message that is one whole frame and breaks no rule
    /// by <see cref="OnWholeMessage"/> alone, of a whole close frame by <see cref="OnWholeClose"/> and of what it breaks.
    /// </summary>
    static virtual bool CountsOnly => false;

    /// <summary>In place of all other events of a message that is one whole frame and breaks no rule, where <see cref="CountsOnly"/>.</summary>
    /// <param name="direction">Its direction.</param>
    /// <param name="length">Octets of its payload.</param>
    void OnWholeMessage(Direction direction, int length) => throw new NotSupportedException();

    /// <summary>In place of the frame's and payload's events of a close frame that is at hand as a whole, where <see cref="CountsOnly"/>.</summary>
    /// <param name="direction">Its direction.</param>
    /// <param name="length">Octets of its payload.</param>
    void OnWholeClose(Direction direction, int length) => throw new NotSupportedException();

    /// <summary>Octets as they arrived (or were announced as left out), before anything is made of them.</summary>
    void OnOctets(in OctetsView octets);

    /// <summary>A whole opening handshake request (RFC 6455 §4.1), or what stands in its place.</summary>
    void OnHandshakeRequest(in HandshakeRequestView request);

    /// <summary>A whole opening handshake response (RFC 6455 §4.2.2).</summary>
    void OnHandshakeResponse(in HandshakeResponseView response);

    /// <summary>The handshake's state is known: called once a connection, before its first frame.</summary>
    void OnHandshakeDone(in HandshakeOutcome outcome);

    /// <summary>A frame header completed.</summary>
    void OnFrameStart(in FrameStart frame);

    /// <summary>Payload of the frame in progress, unmasked and not inflated.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="payloadOffset">Octets of the payload before these.</param>
    /// <param name="payload">The octets.</param>
    void OnPayload(in FrameStart frame, ulong payloadOffset, ReadOnlySpan<byte> payload);

    /// <summary>The frame is complete, or will never be.</summary>
    void OnFrameEnd(in FrameEnd frame);

    /// <summary>Data of the message in progress, inflated where it was compressed, as far as it is well formed.</summary>
    /// <param name="direction">The stream.</param>
    /// <param name="type">Text or binary.</param>
    /// <param name="data">The octets.</param>
    void OnMessageData(Direction direction, MessageType type, ReadOnlySpan<byte> data);

    /// <summary>The message is complete, or will never be.</summary>
    void OnMessageEnd(in MessageEnd message);

    /// <summary>A rule was broken.</summary>
    void OnViolation(in Violation violation);

    /// <summary>Octets are missing.</summary>
    void OnGap(in GapView gap);

    /// <summary>A remark of the source.</summary>
    void OnRemark(Timestamp time, string text);

    /// <summary>The connection's record is over.</summary>
    void OnEnd(in EndView end);
}

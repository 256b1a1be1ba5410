using System.Buffers;
using Replay.Cases;
using Replay.Engine.Conformance;
using Replay.Protocol;
using Replay.Sessions.Verdicts;
using Replay.Tests.Cli;

namespace Replay.Tests.Engine.Conformance;

/// <summary>The fuzzer's side of a connection without a connection: octets and time by hand.</summary>
internal sealed class TestPeer
{
    private readonly ManualClock _clock = new();
    private readonly CaseDefinition _case;

    public TestPeer(string id, bool isServer = false, Func<FuzzerOptions, FuzzerOptions>? change = null)
    {
        _case = CaseCatalogue.Find(id)!;
        FuzzerOptions options = FuzzerOptions.Default with { Clock = _clock, MaskingKeys = () => default };
        Peer = new FuzzingPeer(_case, isServer, change?.Invoke(options) ?? options);
        Peer.Open(null);
    }

    public FuzzingPeer Peer { get; }

    /// <summary>Takes what the fuzzer wants to send, as the frames it is.</summary>
    public IReadOnlyList<(Opcode Opcode, byte[] Payload)> Sent()
    {
        var octets = new ArrayBufferWriter<byte>();
        byte[] buffer = new byte[4096];
        for (int count = Peer.Fill(buffer, out _); count > 0; count = Peer.Fill(buffer, out _))
        {
            octets.Write(buffer.AsSpan(0, count));
        }

        List<(Opcode, byte[])> frames = [];
        ReadOnlySpan<byte> rest = octets.WrittenSpan;
        while (FrameReader.TryRead(rest, out FrameHeader header))
        {
            frames.Add((header.Opcode, rest.Slice(header.HeaderLength, (int)header.PayloadLength).ToArray()));
            rest = rest[(header.HeaderLength + (int)header.PayloadLength)..];
        }

        Assert.AreEqual(0, rest.Length, "whole frames");
        return frames;
    }

    /// <summary>The peer sends a frame.</summary>
    public TestPeer Receive(Opcode opcode, ReadOnlySpan<byte> payload, bool fin = true, byte rsv = 0)
    {
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(opcode, payload, frame, fin, rsv);
        Peer.Receive(frame.WrittenSpan);
        return this;
    }

    /// <summary>The peer sends a close frame.</summary>
    public TestPeer ReceiveClose(int code) => Receive(Opcode.Close, [(byte)(code >> 8), (byte)code]);

    /// <summary>Time passes.</summary>
    public TestPeer Wait(double seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Peer.Timers.RunDue();
        return this;
    }

    /// <summary>TCP ends; the verdict.</summary>
    public CaseVerdict End()
    {
        Peer.Lost();
        return CaseVerdict.Judge(_case.Expectation, new CaseObservation
        {
            HandshakeCompleted = true,
            DeflateInUse = false,
            Received = Peer.Received,
            Echoes = Peer.Echoes,
            FramesSent = Peer.Log.TxFrames,
            Closing = Peer.Closing,
        });
    }
}

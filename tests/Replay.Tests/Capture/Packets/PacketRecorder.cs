using System.Globalization;
using Replay.Capture;
using Replay.Capture.Packets;

namespace Replay.Tests.Capture.Packets;

/// <summary>Keeps the packets of a capture file as lines.</summary>
internal sealed class PacketRecorder
{
    public List<string> Packets { get; } = [];

    public List<string> Problems { get; } = [];

    public List<byte[]> Secrets { get; } = [];

    public static PacketRecorder Read(byte[] file, SourceOptions? options = null) => Read(new MemoryStream(file), options);

    public static PacketRecorder Read(Stream stream, SourceOptions? options = null, PacketRecorder? into = null)
    {
        using var file = new CaptureFile(stream, options ?? SourceOptions.Default);
        return Read(file, into);
    }

    public static PacketRecorder Read(CaptureFile file, PacketRecorder? into = null)
    {
        PacketRecorder recorder = into ?? new PacketRecorder();
        var handler = new Handler(recorder);
        file.Read(ref handler, CancellationToken.None);
        return recorder;
    }

    private readonly struct Handler(PacketRecorder recorder) : IPacketHandler
    {
        public void OnBlock(byte[] block, long fileOffset)
        {
        }

        public void OnBlockEnd()
        {
        }

        public bool MayBePlain(LinkType linkType) => false;

        public bool TryPlain(long number, long unixNanoseconds, ReadOnlySpan<byte> octets) => false;

        public int TakeRecords(ReadOnlySpan<byte> records, long unit, ref long number) => 0;

        public void OnPacket(in PacketView packet) =>
            recorder.Packets.Add(string.Create(CultureInfo.InvariantCulture, $"{packet.Number} @{packet.FileOffset} {packet.Time} {packet.LinkType} {Convert.ToHexStringLower(packet.Octets)} of {packet.OriginalLength}"));

        public void OnSecrets(uint type, ReadOnlySpan<byte> secrets) => recorder.Secrets.Add(secrets.ToArray());

        public void OnProblem(long? packet, string kind, long offset, string message, bool fatal) =>
            recorder.Problems.Add(string.Create(CultureInfo.InvariantCulture, $"{kind} {packet} @{offset} {(fatal ? "fatal" : "remark")}: {message}"));
    }
}

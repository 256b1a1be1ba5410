using System.Buffers;
using System.Security.Cryptography;
using Replay.Protocol;

namespace Replay.Engine.Replaying;

/// <summary>Writes the frames that the record does not hold as octets, and knows where in the stream of frames one stands.</summary>
internal sealed class ReplayFraming(Func<MaskingKey>? keys)
{
    private readonly byte[] _header = new byte[FrameHeader.MaxLength];
    private int _headerLength;
    private ulong _payloadLeft;
    private Deflater? _deflater;

    /// <summary>The next octet starts a frame: another frame may go before it.</summary>
    public bool IsAtBoundary => _headerLength == 0 && _payloadLeft == 0;

    /// <summary>A close frame has been passed.</summary>
    public bool HasClosed { get; private set; }

    /// <summary>The handshake is complete.</summary>
    public void Open(DeflateParameters? deflate)
    {
        if (deflate is not null)
        {
            _deflater = new Deflater(deflate.ClientMaxWindowBits, !deflate.ClientNoContextTakeover);
        }
    }

    /// <summary>The octets of a step.</summary>
    public ReadOnlyMemory<byte> Encode(ReplayStep step)
    {
        if (step.Opcode is not { } opcode)
        {
            Follow(step.Octets.Span);
            return step.Octets;
        }

        var output = new ArrayBufferWriter<byte>(step.Octets.Length + FrameHeader.MaxLength);
        if (_deflater is { } deflater && !opcode.IsControl())
        {
            var packed = new ArrayBufferWriter<byte>(Math.Max(16, step.Octets.Length));
            deflater.Compress(step.Octets.Span, packed);
            if (!step.Fin)
            {
                // RFC 7692 §7.2.1: the tail is left out behind the last fragment alone.
                packed.Write<byte>([0, 0, 0xFF, 0xFF]);
            }

            FrameWriter.Write(opcode, packed.WrittenSpan, output, step.Fin, rsv: opcode == Opcode.Continuation ? (byte)0 : (byte)4, Key());
        }
        else
        {
            FrameWriter.Write(opcode, step.Octets.Span, output, step.Fin, maskingKey: Key());
        }

        HasClosed |= opcode == Opcode.Close;
        return output.WrittenMemory;
    }

    /// <summary>A pong.</summary>
    public ReadOnlyMemory<byte> Pong(ReadOnlySpan<byte> payload)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(Opcode.Pong, payload, output, maskingKey: Key());
        return output.WrittenMemory;
    }

    /// <summary>A close frame.</summary>
    public ReadOnlyMemory<byte> Close(CloseCode? code)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteClose(code, [], output, Key());
        return output.WrittenMemory;
    }

    /// <summary>True when a step begins with this pong.</summary>
    public static bool IsPong(ReplayStep step, ReadOnlySpan<byte> payload)
    {
        if (step.Opcode is not null || !FrameReader.TryRead(step.Octets.Span, out FrameHeader header) || header.Opcode != Opcode.Pong
            || header.PayloadLength != (ulong)payload.Length || step.Octets.Length < header.HeaderLength + payload.Length)
        {
            return false;
        }

        byte[] pong = step.Octets.Slice(header.HeaderLength, payload.Length).ToArray();
        if (header.Masked)
        {
            Masking.Apply(pong, pong, header.MaskingKey, 0);
        }

        return payload.SequenceEqual(pong);
    }

    private MaskingKey Key() => keys?.Invoke() ?? MaskingKey.Read(RandomNumberGenerator.GetBytes(4));

    private void Follow(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (_payloadLeft > 0)
            {
                int count = (int)Math.Min(_payloadLeft, (ulong)octets.Length);
                _payloadLeft -= (ulong)count;
                octets = octets[count..];
                continue;
            }

            _header[_headerLength++] = octets[0];
            octets = octets[1..];
            if (FrameReader.TryRead(_header.AsSpan(0, _headerLength), out FrameHeader header))
            {
                _headerLength = 0;
                _payloadLeft = header.PayloadLength;
                HasClosed |= header.Opcode == Opcode.Close;
            }
        }
    }
}

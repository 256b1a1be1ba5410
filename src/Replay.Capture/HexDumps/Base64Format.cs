using System.Buffers;

namespace Replay.Capture.HexDumps;

/// <summary>The octets of one direction as base64 text.</summary>
public sealed class Base64Format : ISourceFormat
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_= \t\r\n"u8);

    /// <inheritdoc/>
    public string Name => "base64";

    /// <inheritdoc/>
    public string Description => "the octets of one direction as base64 text";

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.Trim(" \t\r\n"u8);
        if (text.Length < 4 || text.IndexOfAnyExcept(Alphabet) >= 0)
        {
            return Confidence.None;
        }

        OctetBuffer octets = new();
        Base64Text decoder = new(octets);
        if (!decoder.TryAdd(text, out _))
        {
            return Confidence.None;
        }

        // Any word is base64: what it holds has to be a conversation.
        bool isHead = octets.Span.StartsWith("HTTP/1."u8) || DirectionGuess.IsRequest(octets.Span);
        return isHead ? Confidence.Certain
            : DirectionGuess.Of(octets.Span, out bool isSure) is not null && isSure && HexDigits.Run(text) < text.Length ? Confidence.Likely
            : Confidence.None;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        RecordDelivery delivery = new(input, context, []);
        Base64Text decoder = new(delivery.Record);
        while (!context.Cancellation.IsCancellationRequested && lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (lines.IsTooLong || !decoder.TryAdd(line, out int at))
            {
                string message = lines.IsTooLong ? "a line beyond the limit" : "a character that is not base64";
                at = lines.IsTooLong ? 0 : line.IndexOfAnyExcept(Alphabet);
                delivery.Problem(lines.Number, lines.Offset + Math.Max(at, 0), message);
                break;
            }

            delivery.FlushIfLarge();
        }

        if (!decoder.IsWhole)
        {
            delivery.Problem(lines.Number, lines.Offset, "base64 text that ends inside a group of four characters");
        }

        decoder.Finish();
        delivery.Finish(lines.IsEmpty);
    }
}

/// <summary>Decodes base64 (RFC 4648 §4, and the URL alphabet of §5) that comes in pieces broken anywhere.</summary>
internal sealed class Base64Text(OctetBuffer octets)
{
    private uint _bits;
    private int _characters;
    private bool _isPadded;

    /// <summary>True when no group of four characters is left unfinished.</summary>
    public bool IsWhole => _characters is 0 or 2 or 3;

    /// <summary>Decodes a piece.</summary>
    /// <param name="text">Characters; blanks are passed over.</param>
    /// <param name="errorAt">Where it is not base64.</param>
    public bool TryAdd(ReadOnlySpan<byte> text, out int errorAt)
    {
        for (errorAt = 0; errorAt < text.Length; errorAt++)
        {
            byte character = text[errorAt];
            if (character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (character == '=')
            {
                _isPadded = true;
                continue;
            }

            int value = Value(character);
            if (value < 0)
            {
                return false;
            }

            if (_isPadded)
            {
                // One text may hold several encoded pieces, each with its own padding.
                Finish();
            }

            _bits = (_bits << 6) | (uint)value;
            if (++_characters == 4)
            {
                octets.Add((byte)(_bits >> 16));
                octets.Add((byte)(_bits >> 8));
                octets.Add((byte)_bits);
                _characters = 0;
                _bits = 0;
            }
        }

        if (_isPadded)
        {
            Finish();
        }

        return true;
    }

    /// <summary>Ends a piece: octets of an unfinished group come out.</summary>
    public void Finish()
    {
        if (_characters == 3)
        {
            octets.Add((byte)(_bits >> 10));
            octets.Add((byte)(_bits >> 2));
        }
        else if (_characters == 2)
        {
            octets.Add((byte)(_bits >> 4));
        }

        _characters = 0;
        _bits = 0;
        _isPadded = false;
    }

    private static int Value(byte character) => character switch
    {
        >= (byte)'A' and <= (byte)'Z' => character - 'A',
        >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => -1,
    };
}

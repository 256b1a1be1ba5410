namespace Replay.Capture.HexDumps;

/// <summary>
/// Octets as text: plain hexadecimal in its many spellings, quoted strings, and dumps with offsets, with marks where there
/// are two directions. <c>--- connection</c> on a line of its own separates connections.
/// </summary>
public sealed class HexFormat : ISourceFormat
{
    private readonly RowDigits? _forced;

    /// <summary>The format that recognises the dialect by itself.</summary>
    public HexFormat()
        : this("hex", "hexadecimal text: plain, C arrays, quoted strings, lists of decimal numbers, xxd, hexyl, hexdump, od of any type but -a and -f, Wireshark's follow; tx:/rx: marks", null)
    {
    }

    private HexFormat(string name, string description, RowDigits? forced)
    {
        Name = name;
        Description = description;
        _forced = forced;
    }

    /// <summary>Rows of 16-bit words in reverse order, as <c>hexdump</c> without options writes them.</summary>
    public static HexFormat Words { get; } = new("hexdump-words", "hexdump or od -x: 16-bit words, least significant octet first", RowDigits.Hex);

    /// <summary>Rows of 16-bit words in octal, as <c>od</c> without options writes them.</summary>
    public static HexFormat Octal { get; } = new("od-octal", "od without options: 16-bit words in octal, least significant octet first", RowDigits.OctalWords);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public Confidence Sniff(string name, ReadOnlySpan<byte> head)
    {
        if (_forced is not null || TextSniff.IsBinary(head) || (TextSniff.IsMarkup(head) && BareRows.Detect(head) is null))
        {
            return Confidence.None;
        }

        if (head.IndexOf("\nFollow: tcp,"u8) is >= 0 and < 200 || head.StartsWith("Follow: tcp,"u8))
        {
            // The views that cannot be read are claimed as well, to say why.
            return Confidence.Certain;
        }

        SniffSink sink = new();
        SourceContext context = new(sink, SourceOptions.Default);
        HexReader reader = ReadAll(new SourceInput(name, new MemoryStream(TextSniff.WholeLines(head).ToArray())), context);
        if (reader.IsRefused)
        {
            // Claimed to say why.
            return Confidence.Likely;
        }

        if (sink.Octets == 0 || reader.BadLines > 0)
        {
            // Nothing but digits and what separates them is meant to be hex, wrong as it may be: then say where it is wrong.
            return reader.BadLines * 4 < reader.OctetLines || TextSniff.IsOnlyDigits(head) || TextSniff.IsMostlyDigits(head) ? Confidence.Possible : Confidence.None;
        }

        if (reader.IsLog)
        {
            // Formats that know the log by its own words come first.
            return Confidence.Possible;
        }

        return reader.HasRows || reader.Marks > 0 || sink.LooksLikeWebSocket ? Confidence.Likely : Confidence.Possible;
    }

    /// <inheritdoc/>
    public void Read(SourceInput input, SourceContext context) => ReadAll(input, context);

    private HexReader ReadAll(SourceInput input, SourceContext context)
    {
        TextLines lines = new(input.Stream, context.Options.MaxLine);
        RecordDelivery delivery = new(input, context, []);
        HexReader reader = new(context, lines, delivery, _forced);
        reader.Read();
        delivery.Finish(lines.IsEmpty);
        return reader;
    }
}

namespace Replay.Cases.Data;

/// <summary>
/// What the messages of cases about size and compression are made of: our own data, of the kinds and sizes that the original
/// suite uses. Generated when first asked for, the same in every run.
/// </summary>
public static class CaseData
{
    private static readonly Lazy<CaseDocument> s_json = new(JsonDocument.Make);
    private static readonly Lazy<CaseDocument> s_bitmap = new(BitmapDocument.Make);
    private static readonly Lazy<CaseDocument> s_prose = new(ProseDocument.Make);
    private static readonly Lazy<CaseDocument> s_html = new(HtmlDocument.Make);
    private static readonly Lazy<CaseDocument> s_pdf = new(PdfDocument.Make);

    /// <summary>The octets that are repeated to fill a message; none for the kinds that are documents.</summary>
    public static ReadOnlySpan<byte> Unit(DataKind kind) => kind switch
    {
        DataKind.Character => "*"u8,
        DataKind.ShortText => "Vex4:jabQ!"u8,
        DataKind.Octet => [0xFE],
        DataKind.ShortOctets => [0xC3, 0x28, 0x00, 0xFF, 0x9A],
        _ => [],
    };

    /// <summary>The document that messages of this kind are cut from; null for the kinds that repeat a unit.</summary>
    public static CaseDocument? Document(DataKind kind) => kind switch
    {
        DataKind.Json => s_json.Value,
        DataKind.Bitmap => s_bitmap.Value,
        DataKind.Prose => s_prose.Value,
        DataKind.Html => s_html.Value,
        DataKind.Pdf => s_pdf.Value,
        _ => null,
    };
}

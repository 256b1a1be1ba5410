using System.IO.Compression;

namespace Replay.Reports.Html;

/// <summary>
/// One element of the page's data: deflated (RFC 1951), in base64, in a script element of a type no browser runs. Nothing of
/// the record stands in the page in any other form, so nothing in it can end the element or be taken for markup.
/// </summary>
internal sealed class PackedBlock : IDisposable
{
    private readonly Stream _page;
    private readonly Base64Stream _text;

    /// <summary>Opens the element; what was written to the page before must have reached the stream.</summary>
    /// <param name="page">The page.</param>
    /// <param name="id">The element's id: letters, digits and hyphens.</param>
    public PackedBlock(Stream page, string id)
    {
        _page = page;
        _page.Write("<script type=\"application/octet-stream\" id=\""u8);
        _page.Write(System.Text.Encoding.ASCII.GetBytes(id));
        _page.Write("\">"u8);
        _text = new Base64Stream(page);
        Content = new DeflateStream(_text, CompressionLevel.Optimal);
    }

    /// <summary>Takes the octets.</summary>
    public Stream Content { get; }

    /// <summary>Closes the element.</summary>
    public void Dispose()
    {
        Content.Dispose();
        _text.Dispose();
        _page.Write("</script>\n"u8);
    }
}

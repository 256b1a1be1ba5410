using System.Text;

namespace Replay.Protocol;

/// <summary>The value of Sec-WebSocket-Extensions, RFC 6455 §9.1; an element that breaks the grammar is left out.</summary>
public sealed class ExtensionList
{
    /// <summary>The header field's name.</summary>
    public const string FieldName = "Sec-WebSocket-Extensions";

    /// <summary>No extensions.</summary>
    public static readonly ExtensionList Empty = new([], []);

    private ExtensionList(List<WebSocketExtension> extensions, List<ExtensionSyntaxError> syntaxErrors)
    {
        Extensions = extensions;
        SyntaxErrors = syntaxErrors;
    }

    /// <summary>The extensions in order.</summary>
    public IReadOnlyList<WebSocketExtension> Extensions { get; }

    /// <summary>Where the grammar is broken.</summary>
    public IReadOnlyList<ExtensionSyntaxError> SyntaxErrors { get; }

    /// <summary>Reads one value.</summary>
    /// <param name="value">The value, as text of one character an octet.</param>
    public static ExtensionList Parse(string value) => Parse(Encoding.Latin1.GetBytes(value));

    /// <summary>Reads one value.</summary>
    /// <param name="value">The value.</param>
    public static ExtensionList Parse(ReadOnlySpan<byte> value)
    {
        List<WebSocketExtension> extensions = [];
        List<ExtensionSyntaxError> errors = [];
        new ExtensionParser(value, 0, extensions, errors).Parse();
        RequireOne(extensions, errors, 0);
        return new ExtensionList(extensions, errors);
    }

    /// <summary>Reads all field lines of a head as one list (§9.1); offsets count from the start of the head.</summary>
    /// <param name="head">The head.</param>
    /// <returns>The list; <see cref="Empty"/> when the head has no such field.</returns>
    public static ExtensionList FromHead(HttpHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        int first = head.FindField(FieldName);
        if (first < 0)
        {
            return Empty;
        }

        List<WebSocketExtension> extensions = [];
        List<ExtensionSyntaxError> errors = [];
        for (int i = first; i >= 0; i = head.FindField(FieldName, i + 1))
        {
            new ExtensionParser(head.FieldValue(i), head.FieldValueOffset(i), extensions, errors).Parse();
        }

        RequireOne(extensions, errors, head.FieldValueOffset(first));
        return new ExtensionList(extensions, errors);
    }

    /// <summary>The list as it stands in one header field.</summary>
    public override string ToString() => string.Join(", ", Extensions);

    /// <summary>Whether an extension of this name is in the list. Names are compared exactly.</summary>
    /// <param name="name">The extension token.</param>
    public bool Contains(string name)
    {
        foreach (WebSocketExtension extension in Extensions)
        {
            if (extension.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // RFC 2616 §2.1, 1#element: empty elements are passed over, but one must be there.
    private static void RequireOne(List<WebSocketExtension> extensions, List<ExtensionSyntaxError> errors, int offset)
    {
        if (extensions.Count == 0 && errors.Count == 0)
        {
            errors.Add(new ExtensionSyntaxError(offset, "empty list"));
        }
    }
}

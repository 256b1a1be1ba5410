using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Replay.Protocol;

/// <summary>
/// An HTTP/1.1 request or response head as sent (RFC 6455 §4.1, §4.2.2; RFC 9112 §2-§5). Nothing in it is an error that
/// throws: what breaks the grammar is listed in <see cref="SyntaxErrors"/>. Text shows each octet as one Latin-1 character.
/// </summary>
public sealed class HttpHead
{
    // Longer than the head where memory is used again.
    private readonly byte[] _octets;
    private int _length;
    private FieldLine[] _lines;
    private int _startLineLength;
    private int _targetLength;
    private int _status;
    private int _proofOffset;
    private int _proofLength;

    // How much farther behind fields stand here than in the model, whose target may have another length.
    private int _shift;
    private string? _startLine;
    private AcceptHash _acceptHash;
    private bool _hasAccept;
    private HttpField[]? _fields;

    private HttpHead(int length)
    {
        _octets = new byte[length];
        _lines = [];
        SyntaxErrors = [];
    }

    internal HttpHead(byte[] octets)
    {
        _octets = octets;
        _length = octets.Length;
        HttpHeadParser parser = new(octets);
        _lines = parser.Parse();
        StartLineOffset = parser.StartLineOffset;
        _startLineLength = parser.StartLineLength;
        SyntaxErrors = parser.SyntaxErrors;
        IsResponse = StartLineOctets.StartsWith("HTTP/"u8);
        _status = ReadStatus();
        (TargetOffset, _targetLength) = FindTarget();
        int proof = FindField(IsResponse ? "Sec-WebSocket-Accept" : "Sec-WebSocket-Key");
        if (proof >= 0)
        {
            (_proofOffset, _proofLength) = (_lines[proof].ValueStart, _lines[proof].ValueLength);
        }
    }

    /// <summary>The head octet for octet, the empty line included.</summary>
    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, _length);

    /// <summary>The request line or status line, without its line end (octets above 127 as Latin-1).</summary>
    public string StartLine => _startLine ??= HttpSyntax.Latin1(StartLineOctets);

    /// <summary>Octets from the start of the head to the start line: empty lines before it are passed over.</summary>
    public int StartLineOffset { get; private set; }

    /// <summary>The header fields in order, as sent. A line without a colon is not among them.</summary>
    public IReadOnlyList<HttpField> Fields => _fields ??= MakeFields();

    /// <summary>How many header fields there are.</summary>
    public int FieldCount => _lines.Length;

    /// <summary>Where the head breaks the grammar, in order of discovery; at most 32.</summary>
    public IReadOnlyList<HttpSyntaxError> SyntaxErrors { get; private set; }

    /// <summary>True when the start line is a status line.</summary>
    public bool IsResponse { get; private set; }

    /// <summary>A request's method, case as sent; null in a response.</summary>
    public string? Method => IsResponse ? null : HttpSyntax.Latin1(MethodOctets);

    /// <summary>A request's target, as sent; empty when the line has none, null in a response.</summary>
    public string? Target => IsResponse ? null : HttpSyntax.Latin1(TargetOctets);

    /// <summary>The version, such as "HTTP/1.1"; null when the line has none.</summary>
    public string? Version
    {
        get
        {
            ReadOnlySpan<byte> version = VersionOctets;
            return version.IsEmpty ? null : version.SequenceEqual("HTTP/1.1"u8) ? "HTTP/1.1" : HttpSyntax.Latin1(version);
        }
    }

    /// <summary>A response's status code, 100-999; null in a request and where it is not three digits.</summary>
    public int? Status => _status == 0 ? null : _status;

    /// <summary>A response's reason phrase, possibly empty; null in a request and where there is no status code.</summary>
    public string? Reason => Status is null ? null : AfterVersion.Length > 4 ? HttpSyntax.Latin1(AfterVersion[4..]) : "";

    /// <summary>The head this one equals but for its key or accept value, and a request's target; null when it was read by itself.</summary>
    internal HttpHead? Model { get; private set; }

    /// <summary>The value of the key of a request, or the accept value of a response; empty when there is none.</summary>
    internal ReadOnlySpan<byte> ProofOctets => _octets.AsSpan(_proofOffset, _proofLength);

    /// <summary>True while the hash of its key is to be computed with those of others.</summary>
    internal bool AwaitsAccept { get; set; }

    /// <summary>What validation found of this head, for those that are like it.</summary>
    internal HandshakeVerdict? Verdict { get; private set; }

    internal ReadOnlySpan<byte> StartLineOctets => _octets.AsSpan(StartLineOffset, _startLineLength);

    internal ReadOnlySpan<byte> MethodOctets => Until(StartLineOctets, StartLineOctets.IndexOf((byte)' '));

    internal int TargetOffset { get; private set; }

    internal ReadOnlySpan<byte> TargetOctets => _octets.AsSpan(TargetOffset, _targetLength);

    /// <summary>The version, empty when there is none.</summary>
    internal ReadOnlySpan<byte> VersionOctets
    {
        get
        {
            ReadOnlySpan<byte> line = StartLineOctets;
            if (line.StartsWith("HTTP/"u8))
            {
                return Until(line, line.IndexOf((byte)' '));
            }

            int version = line.LastIndexOf(" HTTP/"u8);
            return version < 0 ? [] : line[(version + 1)..];
        }
    }

    /// <summary>RFC 9112 §2.3: one digit, a dot, one digit; whether that is 1.1 or more.</summary>
    internal bool IsHttp11OrHigher =>
        VersionOctets is [_, _, _, _, _, >= (byte)'1' and <= (byte)'9' and var major, (byte)'.', >= (byte)'0' and <= (byte)'9' and var minor]
        && (major > '1' || minor >= '1');

    private ReadOnlySpan<byte> AfterVersion
    {
        get
        {
            ReadOnlySpan<byte> line = StartLineOctets;
            return line.StartsWith("HTTP/"u8) && line.IndexOf((byte)' ') is >= 0 and int space ? line[(space + 1)..] : [];
        }
    }

    /// <summary>Makes a head of its octets; what follows the empty line is left out, and a missing empty line is tolerated.</summary>
    /// <param name="octets">The octets; copied.</param>
    public static HttpHead Parse(ReadOnlySpan<byte> octets)
    {
        HttpHeadReader reader = new(Math.Max(octets.Length, 1));
        reader.Append(octets, out _);
        return reader.Head ?? new HttpHead(octets.ToArray());
    }

    /// <summary>
    /// Reads a head that equals another in all octets but those of its key or accept value and, of a request, a well-formed
    /// target, as the heads of one client and one server mostly do: comparing is an order of magnitude cheaper than reading.
    /// </summary>
    /// <param name="model">A head read before.</param>
    /// <param name="octets">Octets that start at a head.</param>
    /// <param name="spare">A head that this method made and nobody needs any more, to be used again; or null.</param>
    /// <returns>Null when they differ elsewhere, or the head is not all there.</returns>
    internal static HttpHead? ReadLike(HttpHead model, ReadOnlySpan<byte> octets, HttpHead? spare = null)
    {
        ReadOnlySpan<byte> known = model.Octets.Span;
        int start = model._proofOffset;
        int end = start + model._proofLength;
        if (start == 0)
        {
            return null;
        }

        int same = octets.CommonPrefixLength(known[..start]);
        int shift = 0;
        if (same < start && !model.TryShift(octets, same, out shift))
        {
            return null;
        }

        if (octets.Length < known.Length + shift
            || !octets[(end + shift)..(known.Length + shift)].SequenceEqual(known[end..])
            || !WebSocketKey.IsBase64(octets[(start + shift)..(end + shift)]))
        {
            return null;
        }

        octets = octets[..(known.Length + shift)];
        HttpHead head = spare is not null && spare._octets.Length >= octets.Length ? spare : new HttpHead(octets.Length);
        octets.CopyTo(head._octets);
        head.Take(model, octets.Length, shift, isSameTarget: same == start);
        return head;
    }

    /// <summary>Where a head differs within the model's target: how much longer it is, when all from there to the key is the same.</summary>
    private bool TryShift(ReadOnlySpan<byte> octets, int same, out int shift)
    {
        shift = 0;
        int target = TargetOffset;
        if (same < target || IsResponse || SyntaxErrors.Count > 0)
        {
            return false;
        }

        int length = _targetLength;
        int found = octets[target..].IndexOf((byte)' ');
        if (found < 0 || same > target + length || !RequestRules.IsPlainTarget(octets.Slice(target, found)))
        {
            return false;
        }

        shift = found - length;
        ReadOnlySpan<byte> between = Octets.Span[(target + length).._proofOffset];
        return octets[(target + found)..].StartsWith(between);
    }

    private void Take(HttpHead model, int length, int shift, bool isSameTarget)
    {
        AwaitsAccept = false;
        _hasAccept = false;
        _length = length;
        _shift = model._shift + shift;
        HttpHead first = model.Model ?? model;
        if (!ReferenceEquals(Model, first))
        {
            // Usually this memory has held a head like it before.
            Model = first;
            _lines = model._lines;
            SyntaxErrors = model.SyntaxErrors;
        }

        Verdict = null;
        _fields = null;
        _startLine = isSameTarget ? model._startLine : null;
        _startLineLength = model._startLineLength + shift;
        (IsResponse, _status, TargetOffset, _targetLength) = (model.IsResponse, model._status, model.TargetOffset, model._targetLength + shift);
        (StartLineOffset, _proofOffset, _proofLength) = (model.StartLineOffset, model._proofOffset + shift, model._proofLength);
    }

    /// <summary>Finds a field by name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="start">The first field to look at, counted from 0.</param>
    /// <returns>The field's number, or -1.</returns>
    public int FindField(string name, int start = 0)
    {
        for (int i = start; i < _lines.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(FieldName(i), name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>How many field lines have this name, in any case.</summary>
    /// <param name="name">The name.</param>
    public int CountFields(string name)
    {
        int count = 0;
        for (int i = FindField(name); i >= 0; i = FindField(name, i + 1))
        {
            count++;
        }

        return count;
    }

    /// <summary>A field's name as sent.</summary>
    /// <param name="field">The field's number, from 0.</param>
    public ReadOnlySpan<byte> FieldName(int field) =>
        _octets.AsSpan(_lines[field].Start + _shift, _lines[field].NameLength);

    /// <summary>A field's value without surrounding white space; folded lines joined by a space.</summary>
    /// <param name="field">The field's number, from 0.</param>
    public ReadOnlySpan<byte> FieldValue(int field)
    {
        FieldLine line = _lines[field];
        ReadOnlySpan<byte> value = _octets.AsSpan(line.ValueStart + _shift, line.ValueLength);
        return line.Folded ? HttpHeadParser.Unfold(value) : value;
    }

    /// <summary>Octets from the start of the head to a field line.</summary>
    /// <param name="field">The field's number, from 0.</param>
    public int FieldOffset(int field) => _lines[field].Start + _shift;

    /// <summary>Octets from the start of the head to a field's value.</summary>
    /// <param name="field">The field's number, from 0.</param>
    public int FieldValueOffset(int field) => _lines[field].ValueStart + _shift;

    /// <summary>The value of the first field of a name, in any case; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public string? GetFirst(string name)
    {
        int field = FindField(name);
        return field < 0 ? null : HttpSyntax.Latin1(FieldValue(field));
    }

    /// <summary>The values of all fields of a name, in any case, in order.</summary>
    /// <param name="name">The name.</param>
    public IReadOnlyList<string> GetAll(string name)
    {
        List<string> values = [];
        for (int i = FindField(name); i >= 0; i = FindField(name, i + 1))
        {
            values.Add(HttpSyntax.Latin1(FieldValue(i)));
        }

        return values;
    }

    /// <summary>The values of all fields of a name joined by ", " (RFC 9110 §5.3); null when there is none.</summary>
    /// <param name="name">The name.</param>
    public string? GetCombined(string name)
    {
        int first = FindField(name);
        return first < 0 ? null
            : FindField(name, first + 1) < 0 ? HttpSyntax.Latin1(FieldValue(first))
            : string.Join(", ", GetAll(name));
    }

    /// <summary>Whether the comma lists of all fields of a name have an element, names and elements in any case.</summary>
    /// <param name="name">The name, such as Connection.</param>
    /// <param name="element">The element, such as Upgrade.</param>
    public bool ListContains(string name, string element)
    {
        for (int i = FindField(name); i >= 0; i = FindField(name, i + 1))
        {
            HttpListReader list = new(FieldValue(i));
            while (list.MoveNext())
            {
                if (Ascii.EqualsIgnoreCase(list.Current, element))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Keeps the hash of the key of a request, for <see cref="TryGetAccept"/>.</summary>
    internal void KeepAccept(uint a, uint b, uint c, uint d, uint e)
    {
        Span<byte> hash = _acceptHash;
        BinaryPrimitives.WriteUInt32BigEndian(hash, a);
        BinaryPrimitives.WriteUInt32BigEndian(hash[4..], b);
        BinaryPrimitives.WriteUInt32BigEndian(hash[8..], c);
        BinaryPrimitives.WriteUInt32BigEndian(hash[12..], d);
        BinaryPrimitives.WriteUInt32BigEndian(hash[16..], e);
        (_hasAccept, AwaitsAccept) = (true, false);
    }

    /// <summary>The accept value that answers the key of a request, where its hash is known.</summary>
    /// <param name="accept">Room for <see cref="WebSocketKey.AcceptLength"/> octets.</param>
    internal bool TryGetAccept(Span<byte> accept)
    {
        if (_hasAccept)
        {
            _ = System.Buffers.Text.Base64.EncodeToUtf8(_acceptHash, accept, out _, out _);
        }

        return _hasAccept;
    }

    /// <summary>Keeps a verdict, for the model as well where it can serve others that are like it.</summary>
    internal void Keep(HandshakeVerdict verdict)
    {
        Verdict = verdict;
        if (verdict.IsClean && Model is { } model)
        {
            model.Verdict = verdict;
        }
    }

    /// <summary>Octets of a field's value as sent, line ends of folded lines included.</summary>
    internal int FieldValueLength(int field) => _lines[field].ValueLength;

    private static ReadOnlySpan<byte> Until(ReadOnlySpan<byte> octets, int end) => end < 0 ? octets : octets[..end];

    // 0 where there is none.
    private int ReadStatus()
    {
        ReadOnlySpan<byte> rest = AfterVersion;
        return rest.Length >= 3
            && rest[0] is >= (byte)'1' and <= (byte)'9'
            && char.IsAsciiDigit((char)rest[1])
            && char.IsAsciiDigit((char)rest[2])
            && (rest.Length == 3 || rest[3] == ' ')
            ? ((rest[0] - '0') * 100) + ((rest[1] - '0') * 10) + (rest[2] - '0')
            : 0;
    }

    private (int Offset, int Length) FindTarget()
    {
        int start = Math.Min(MethodOctets.Length + 1, _startLineLength);
        ReadOnlySpan<byte> rest = StartLineOctets[start..];
        int version = rest.LastIndexOf(" HTTP/"u8);
        return (StartLineOffset + start, version >= 0 ? version : rest.StartsWith("HTTP/"u8) ? 0 : rest.Length);
    }

    private HttpField[] MakeFields()
    {
        HttpField[] fields = new HttpField[_lines.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = new HttpField(HttpSyntax.Latin1(FieldName(i)), HttpSyntax.Latin1(FieldValue(i)));
        }

        return fields;
    }

    [InlineArray(Sha1.HashLength)]
    private struct AcceptHash
    {
        private byte _first;
    }

    internal readonly record struct FieldLine(int Start, int NameLength, int ValueStart, int ValueLength, bool Folded);
}

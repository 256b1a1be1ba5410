using System.Text;
using Replay.Protocol;

namespace Replay.Reports.Secrets;

/// <summary>
/// Replaces the octets of secrets in the HTTP heads of one direction's stream by asterisks, as many as there were, so that
/// every length and offset stays what it was. It works octet by octet: pieces may end anywhere.
/// </summary>
internal sealed class SecretMask
{
    private const byte Asterisk = (byte)'*';
    private const int MaxFound = 64;
    private const int MinKept = 4;
    private const int MaxKept = 4096;

    private readonly bool _endsAtFrames;
    private readonly byte[] _name = new byte[SecretNames.MaxLength + 1];
    private readonly byte[] _start = new byte[12];
    private readonly List<byte> _secret = [];
    private readonly List<string> _found = [];
    private Place _place = Place.LineStart;
    private bool _isSecretField;

    // A request has no status: frames follow it. A response says 101 where frames follow.
    private bool _isUpgraded = true;
    private long _lineLength;
    private long _lines;
    private int _nameLength;
    private int _startLength;

    /// <summary>Makes a mask.</summary>
    /// <param name="endsAtFrames">True where frames follow the last head; false where all of the stream is HTTP.</param>
    public SecretMask(bool endsAtFrames) => _endsAtFrames = endsAtFrames;

    /// <summary>Makes a mask for one direction of a connection.</summary>
    public SecretMask(HandshakeState handshake)
        : this(handshake != HandshakeState.Failed)
    {
        if (handshake == HandshakeState.Missing)
        {
            _place = Place.Frames;
        }
    }

    private enum Place : byte
    {
        /// <summary>At the start of a line.</summary>
        LineStart,

        /// <summary>In what may be a field's name.</summary>
        Name,

        /// <summary>In the value of a field that is secret.</summary>
        Secret,

        /// <summary>In any other text.</summary>
        Text,

        /// <summary>In the name of a query parameter.</summary>
        ParameterName,

        /// <summary>In the value of a query parameter that is secret.</summary>
        ParameterSecret,

        /// <summary>Behind a head: another one or frames.</summary>
        Between,

        /// <summary>Among frames.</summary>
        Frames,
    }

    /// <summary>True when nothing will be masked any more.</summary>
    public bool IsDone => _place == Place.Frames;

    /// <summary>What was masked, as far as it is worth looking for elsewhere (four octets or more, each a character).</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>Masks a piece of the stream in place.</summary>
    public void Apply(Span<byte> octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            if (_place == Place.Frames)
            {
                return;
            }

            Step(ref octets[i]);
        }
    }

    /// <summary>Masks a text that is a head, or begins with a line of one.</summary>
    public static string Apply(string text)
    {
        // Names and separators are ASCII; what else there is is copied or masked whole.
        byte[] original = Encoding.UTF8.GetBytes(text);
        byte[] octets = [.. original];
        var mask = new SecretMask(endsAtFrames: false);
        mask.Apply(octets);
        KeepClosingQuotes(original, octets);
        return octets.AsSpan().SequenceEqual(original) ? text : Encoding.UTF8.GetString(octets);
    }

    // A command is still to be pasted: the quote that ends a word is not the secret's, or not worth hiding.
    private static void KeepClosingQuotes(ReadOnlySpan<byte> original, Span<byte> masked)
    {
        for (int i = 0; i < original.Length; i++)
        {
            if (original[i] == '\'' && (i + 1 == original.Length || original[i + 1] == ' '))
            {
                masked[i] = original[i];
            }
        }
    }

    /// <summary>Masks what is known to be secret wherever it stands in a text.</summary>
    public static string? Replace(string? text, IEnumerable<string> secrets)
    {
        foreach (string secret in text is null ? [] : secrets)
        {
            text = text!.Replace(secret, new string('*', secret.Length), StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The rest of the head is not there.</summary>
    public void EndHead()
    {
        EndSecret();
        _place = Place.Between;
    }

    /// <summary>Octets are missing here.</summary>
    public void Skip()
    {
        // Behind a gap nothing tells heads from frames; a secret that was begun goes on to the line's end.
        if (_place == Place.Between && _endsAtFrames)
        {
            _place = Place.Frames;
        }
    }

    private void Step(ref byte octet)
    {
        if (octet == (byte)'\n')
        {
            EndLine();
            return;
        }

        if (octet == (byte)'\r')
        {
            return;
        }

        _lineLength++;
        if (_startLength < _start.Length)
        {
            _start[_startLength++] = octet;
        }

        switch (_place)
        {
            case Place.Between when octet is (< (byte)'A' or > (byte)'Z') && _endsAtFrames:
                // No frame that makes sense begins with a capital letter (FIN is not set, RSV1 is, the opcode is none).
                _place = Place.Frames;
                break;
            case Place.Between:
            case Place.LineStart:
                BeginLine(ref octet);
                break;
            case Place.Name:
                Name(octet);
                break;
            case Place.Secret when octet is not ((byte)' ' or (byte)'\t') || _secret.Count > 0:
            case Place.ParameterSecret when octet is not ((byte)'&' or (byte)'#' or (byte)' ' or (byte)'"' or (byte)'>'):
                Mask(ref octet);
                break;
            case Place.ParameterSecret:
                EndSecret();
                _place = octet is (byte)'&' or (byte)'#' ? Place.ParameterName : Place.Text;
                _nameLength = 0;
                break;
            case Place.ParameterName:
                ParameterName(octet);
                break;
            case Place.Text when octet is (byte)'?' or (byte)'&' or (byte)'#' or (byte)';':
                (_place, _nameLength) = (Place.ParameterName, 0);
                break;
        }
    }

    private void BeginLine(ref byte octet)
    {
        // RFC 9112 §5.2: a line that begins with white space continues the value before it.
        if (octet is (byte)' ' or (byte)'\t' && _isSecretField)
        {
            _place = Place.Secret;
            Mask(ref octet);
            return;
        }

        _isSecretField = false;
        (_place, _nameLength) = (Place.Name, 0);
        Name(octet);
    }

    private void Name(byte octet)
    {
        if (octet == (byte)':')
        {
            _isSecretField = SecretNames.IsField(_name.AsSpan(0, _nameLength));
            _place = _isSecretField ? Place.Secret : Place.Text;
        }
        else if (octet is (byte)'?' or (byte)'&')
        {
            (_place, _nameLength) = (Place.ParameterName, 0);
        }
        else if (_nameLength < _name.Length)
        {
            _name[_nameLength++] = octet;
        }
        else
        {
            _place = Place.Text;
        }
    }

    private void ParameterName(byte octet)
    {
        switch (octet)
        {
            case (byte)'=':
                _place = SecretNames.IsParameter(_name.AsSpan(0, _nameLength)) ? Place.ParameterSecret : Place.Text;
                break;
            case (byte)'&' or (byte)'?' or (byte)'#':
                _nameLength = 0;
                break;
            case (byte)' ':
                _place = Place.Text;
                break;
            default:
                if (_nameLength < _name.Length)
                {
                    _name[_nameLength++] = octet;
                }

                break;
        }
    }

    private void Mask(ref byte octet)
    {
        if (_secret.Count < MaxKept)
        {
            _secret.Add(octet);
        }

        octet = Asterisk;
    }

    private void EndLine()
    {
        EndSecret();
        if (_place == Place.Between)
        {
            return;
        }

        if (_start.AsSpan(0, _startLength).StartsWith("HTTP/"u8))
        {
            _isUpgraded = _start.AsSpan(0, _startLength).EndsWith(" 101"u8);
        }

        // RFC 9112 §2.1: the head ends with an empty line. What follows a refusal is a body, which is read as lines, too.
        bool endsHead = _lineLength == 0 && _lines > 0;
        _lines = _lineLength > 0 ? _lines + 1 : 0;
        (_lineLength, _startLength) = (0, 0);
        _place = endsHead && _isUpgraded ? Place.Between : Place.LineStart;
    }

    private void EndSecret()
    {
        if (_secret.Count >= MinKept && _found.Count < MaxFound)
        {
            _found.Add(Encoding.Latin1.GetString([.. _secret]).TrimEnd());
        }

        _secret.Clear();
    }
}

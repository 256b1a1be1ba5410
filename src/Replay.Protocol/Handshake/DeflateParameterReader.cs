namespace Replay.Protocol;

/// <summary>Reads the parameters of one permessage-deflate element, RFC 7692 §7.1, and reports what is wrong with them.</summary>
internal struct DeflateParameterReader
{
    private readonly Rule _rule;
    private readonly ICollection<HandshakeFinding>? _findings;

    private DeflateParameterReader(Rule rule, ICollection<HandshakeFinding>? findings)
    {
        _rule = rule;
        _findings = findings;
    }

    public bool ServerNoContextTakeover { get; private set; }

    public bool ClientNoContextTakeover { get; private set; }

    public bool ServerMaxWindowBitsPresent { get; private set; }

    public int? ServerMaxWindowBits { get; private set; }

    public bool ClientMaxWindowBitsPresent { get; private set; }

    public int? ClientMaxWindowBits { get; private set; }

    /// <summary>Offset of client_max_window_bits, for the finding that it was not offered.</summary>
    public int ClientMaxWindowBitsOffset { get; private set; }

    /// <summary>Offset of server_max_window_bits, for the finding that it is too large.</summary>
    public int ServerMaxWindowBitsOffset { get; private set; }

    /// <summary>False when a server must decline the offer, or a client the response (§7).</summary>
    public bool Valid { get; private set; }

    public static DeflateParameterReader ReadOffer(WebSocketExtension extension, ICollection<HandshakeFinding>? findings)
    {
        DeflateParameterReader reader = new(Rule.DeflateOffer, findings);
        reader.Read(extension);
        return reader;
    }

    public static DeflateParameterReader ReadResponse(WebSocketExtension extension, ICollection<HandshakeFinding>? findings)
    {
        DeflateParameterReader reader = new(Rule.DeflateResponse, findings);
        reader.Read(extension);
        return reader;
    }

    /// <summary>§7.1.2.1: decimal, 8 to 15, no leading zero.</summary>
    private static int? ReadBits(string value) => value switch
    {
        "8" => 8,
        "9" => 9,
        ['1', >= '0' and <= '5' and var ones] => 10 + (ones - '0'),
        _ => null,
    };

    private void Read(WebSocketExtension extension)
    {
        Valid = true;
        int seen = 0;
        foreach (ExtensionParameter parameter in extension.Parameters)
        {
            int bit = parameter.Name switch
            {
                DeflateNegotiation.ServerNoContextTakeover => 1,
                DeflateNegotiation.ClientNoContextTakeover => 2,
                DeflateNegotiation.ServerMaxWindowBits => 4,
                DeflateNegotiation.ClientMaxWindowBits => 8,
                _ => 0,
            };
            if (bit == 0)
            {
                Report(parameter, "a parameter defined for permessage-deflate");
                continue;
            }

            if ((seen & bit) != 0)
            {
                Report(parameter, "each parameter once");
                continue;
            }

            seen |= bit;
            if (bit < 4)
            {
                ReadFlag(parameter, bit == 1);
            }
            else
            {
                ReadWindow(parameter, bit == 4);
            }
        }
    }

    private void ReadFlag(ExtensionParameter parameter, bool server)
    {
        // §7.1.1.1, §7.1.1.2: these have no value.
        if (parameter.Value is not null)
        {
            Report(parameter, parameter.Name + " without a value");
        }

        if (server)
        {
            ServerNoContextTakeover = true;
        }
        else
        {
            ClientNoContextTakeover = true;
        }
    }

    private void ReadWindow(ExtensionParameter parameter, bool server)
    {
        int? bits = parameter.Value is null ? null : ReadBits(parameter.Value);

        // §7.1.2.2: only client_max_window_bits may stand without a value, and only in an offer.
        bool mayLackValue = !server && _rule == Rule.DeflateOffer;
        if (bits is null && !(parameter.Value is null && mayLackValue))
        {
            Report(parameter, parameter.Name + " of 8 to 15, without a leading zero");
        }

        if (server)
        {
            ServerMaxWindowBits = bits;
            ServerMaxWindowBitsPresent = true;
            ServerMaxWindowBitsOffset = parameter.Offset;
        }
        else
        {
            ClientMaxWindowBits = bits;
            ClientMaxWindowBitsPresent = true;
            ClientMaxWindowBitsOffset = parameter.Offset;
        }
    }

    private void Report(ExtensionParameter parameter, string expected)
    {
        Valid = false;
        _findings?.Add(new HandshakeFinding(_rule, parameter.Offset, 0, HttpSyntax.Shown(parameter.ToString()), expected));
    }
}

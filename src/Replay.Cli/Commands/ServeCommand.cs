using System.CommandLine;
using System.Net.Security;
using Replay.Cli.Running;
using Replay.Engine.Serving;
using Replay.Protocol;

namespace Replay.Cli.Commands;

/// <summary><c>wsreplay serve</c></summary>
internal sealed class ServeCommand : CliCommand
{
    private const string Server = "Server";
    private const string Limits = "Limits";

    private readonly Option<bool> _echo;
    private readonly ValueOption _listen;
    private readonly ValueOption _break;
    private readonly Option<bool> _listBreaks;
    private readonly ValueOption _deflate;
    private readonly Option<bool> _noDeflate;
    private readonly ValueOption _subprotocol;
    private readonly ValueOption _certificate;
    private readonly ValueOption _key;
    private readonly ValueOption _maxMessage;
    private readonly ValueOption _maxConnections;
    private readonly ValueOption _openTimeout;
    private readonly ValueOption _closeTimeout;
    private readonly ValueOption _duration;

    public ServeCommand()
        : base("serve", "Run an echo server to replay against; it can misbehave in named ways.")
    {
        _echo = Add(Server, Flag("--echo", "Echo messages (the default, and all there is)."));
        _listen = Add(Server, new ValueOption("--listen", "ADDRESS", "Where: 127.0.0.1:9001, [::1]:9001, 9001, unix:PATH; port 0 is a free one. Default: 127.0.0.1:9001."));
        _break = Add(Server, new ValueOption("--break", "MODE[,MODE]", "Misbehave in these ways; --list-breaks says which there are.", [.. BreakMode.All.Select(one => one.Name)]) { IsList = true });
        _listBreaks = Add(Server, Flag("--list-breaks", "List the ways to misbehave and end."));
        _deflate = Add(Server, new ValueOption("--deflate", "PARAMETERS", "Parameters of permessage-deflate to ask for: 'server_no_context_takeover; client_max_window_bits=10'."));
        _noDeflate = Add(Server, Flag("--no-deflate", "Decline permessage-deflate."));
        _subprotocol = Add(Server, new ValueOption("--subprotocol", "NAME[,NAME]", "Subprotocols to agree to, the preferred first.") { IsList = true });
        _certificate = Add(Server, new ValueOption("--cert", "FILE", "Serve wss with this certificate: PEM, or PKCS #12."));
        _key = Add(Server, new ValueOption("--key", "FILE", "The certificate's key, where it stands in a file of its own."));
        _maxMessage = Add(Limits, new ValueOption("--max-message", "SIZE", "Longer messages fail the connection with 1009. Default: 64M."));
        _maxConnections = Add(Limits, new ValueOption("--max-connections", "N", "At a time; further ones wait. Default: 1000."));
        _openTimeout = Add(Limits, new ValueOption("--open-timeout", "TIME", "For the opening handshake. Default: 5s."));
        _closeTimeout = Add(Limits, new ValueOption("--close-timeout", "TIME", "For the client's close frame and end of TCP. Default: 1s."));
        _duration = Add(Limits, new ValueOption("--duration", "TIME", "End after this time. Default: no end."));
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("wsreplay serve --echo --listen 127.0.0.1:9001", "a server that behaves"),
        new("wsreplay serve --break utf8", "one that echoes text that is no UTF-8"),
        new("wsreplay serve --break never-close,dribble", "ways to misbehave combine"),
        new("wsreplay serve --list-breaks", "which ways there are"),
        new("wsreplay serve --listen 0", "on a free port, printed on standard output"),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "The addresses are printed on standard output, a line each. Ctrl-C closes connections with 1001 and ends it.",
        "Exit codes: 0 done, 2 usage, 3 the address cannot be listened on or the certificate not read, 130 interrupted.",
    ];

    public override int Run(ParseResult line, CommandHost host)
    {
        if (line.GetValue(_listBreaks))
        {
            foreach (BreakMode mode in BreakMode.All)
            {
                host.Write($"{mode.Name,-18}{mode.Description}\n");
            }

            return ExitCode.Done;
        }

        return ServeRun.Run(Read(line), OptionValue.Duration(_duration, Single(line, _duration)), host);
    }

    private ServeOptions Read(ParseResult line)
    {
        _ = line.GetValue(_echo);
        ServeOptions defaults = new();
        IReadOnlyList<string> addresses = All(line, _listen);
        return defaults with
        {
            Listen = [.. (addresses.Count == 0 ? ["127.0.0.1:9001"] : addresses).Select(Address)],
            Break = Breaks(All(line, _break)),
            Deflate = line.GetValue(_noDeflate) ? null : Deflate(Single(line, _deflate)),
            Subprotocols = All(line, _subprotocol),
            Tls = Tls(Single(line, _certificate), Single(line, _key)),
            MaxMessage = OptionValue.Size(_maxMessage, Single(line, _maxMessage), int.MaxValue / 2) ?? defaults.MaxMessage,
            MaxConnections = OptionValue.AtLeastOne(_maxConnections, Single(line, _maxConnections), 1_000_000) ?? defaults.MaxConnections,
            OpenTimeout = OptionValue.Duration(_openTimeout, Single(line, _openTimeout)) ?? defaults.OpenTimeout,
            CloseTimeout = OptionValue.Duration(_closeTimeout, Single(line, _closeTimeout)) ?? defaults.CloseTimeout,
        };
    }

    private static ListenAddress Address(string text) => ListenAddress.TryParse(text, out ListenAddress? address, out string? problem)
        ? address
        : throw new UsageException("--listen: " + problem);

    private static BreakModes Breaks(IReadOnlyList<string> names)
    {
        BreakModes modes = BreakModes.None;
        foreach (string name in names)
        {
            string? meant = Nearest.To(name, BreakMode.All.Select(one => one.Name));
            modes |= BreakMode.Find(name)?.Mode
                ?? throw new UsageException($"--break: there is no '{name}'" + (meant is null ? "; --list-breaks lists them" : $"; did you mean {meant}?"));
        }

        return modes;
    }

    private static DeflateSettings Deflate(string? parameters)
    {
        if (parameters is null)
        {
            return new DeflateSettings();
        }

        // As if a server had answered with them: what is no answer is said by its rule.
        var findings = new List<HandshakeFinding>();
        DeflateParameters? read = DeflateNegotiation.ReadResponse(
            null, ExtensionList.Parse(DeflateNegotiation.ExtensionName + "; " + parameters.Trim().TrimEnd(';')), findings);
        return read is null || findings.Count > 0
            ? throw new UsageException($"--deflate: '{parameters}' is not a list of parameters of permessage-deflate (RFC 7692 §7.1)")
            : new DeflateSettings(read.ServerNoContextTakeover, read.ClientNoContextTakeover, read.ServerMaxWindowBits, read.ClientMaxWindowBits);
    }

    private static SslServerAuthenticationOptions? Tls(string? certificate, string? key)
    {
        if (certificate is null)
        {
            return key is null ? null : throw new UsageException("--key needs --cert");
        }

        return new SslServerAuthenticationOptions
        {
            ServerCertificate = CertificateFile.LoadCertificate(certificate, key),
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
    }
}

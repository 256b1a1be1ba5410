using System.CommandLine;
using Replay.Cli.Running;
using Replay.Engine.Connecting;
using Replay.Protocol;

namespace Replay.Cli.Commands;

/// <summary>Options of commands that connect to a server: how, and with which fields in the opening handshake.</summary>
internal sealed class TargetOptions
{
    private const string Connection = "Connection";
    private readonly ValueOption _header;
    private readonly ValueOption _origin;
    private readonly ValueOption _subprotocol;
    private readonly Option<bool> _insecure;
    private readonly ValueOption _authorities;
    private readonly ValueOption _certificate;
    private readonly ValueOption _key;
    private readonly ValueOption _serverName;
    private readonly ValueOption _proxy;
    private readonly ValueOption _resolve;
    private readonly ValueOption _openTimeout;
    private readonly ValueOption _closeTimeout;

    public TargetOptions(CliCommand command)
    {
        _header = command.Add(Connection, new ValueOption("--header", "NAME:VALUE", "A field for the opening handshake; replaces one of that name. Can be given again.") { Aliases = { "-H" } });
        _origin = command.Add(Connection, new ValueOption("--origin", "ORIGIN", "The field Origin."));
        _subprotocol = command.Add(Connection, new ValueOption("--subprotocol", "NAME[,NAME]", "Subprotocols to offer.") { IsList = true });
        _insecure = command.Add(Connection, CliCommand.Flag("--insecure", "wss: believe any certificate."));
        _authorities = command.Add(Connection, new ValueOption("--cacert", "FILE", "wss: believe the certificates of this PEM file instead of the system's.") { Aliases = { "--ca" } });
        _certificate = command.Add(Connection, new ValueOption("--cert", "FILE", "wss: the certificate to show, PEM or PKCS #12."));
        _key = command.Add(Connection, new ValueOption("--key", "FILE", "The certificate's key, where it stands in a file of its own."));
        _serverName = command.Add(Connection, new ValueOption("--server-name", "NAME", "wss: the name in the TLS handshake. Default: the URL's."));
        _proxy = command.Add(Connection, new ValueOption("--proxy", "URL", "Go through http://[user:password@]host:port or socks5://host:port."));
        _resolve = command.Add(Connection, new ValueOption("--resolve", "HOST:PORT:ADDRESS", "Use this address for a name; * stands for any."));
        _openTimeout = command.Add(Connection, new ValueOption("--open-timeout", "TIME", "From the first step to the end of the opening handshake. Default: 5s."));
        _closeTimeout = command.Add(Connection, new ValueOption("--close-timeout", "TIME", "For the answer to a close frame, and as much again for the server to drop TCP. Default: 1s."));
    }

    /// <summary>File of the certificate to show, or null.</summary>
    public string? Certificate(ParseResult line) => CliCommand.Single(line, _certificate);

    /// <summary>File of its key, or null.</summary>
    public string? Key(ParseResult line) => CliCommand.Single(line, _key);

    /// <summary>For the peer's close frame, and again for the end of TCP behind it (RFC 6455 §7.1.1); null for the default.</summary>
    public TimeSpan? CloseTimeout(ParseResult line) => OptionValue.Duration(_closeTimeout, CliCommand.Single(line, _closeTimeout));

    /// <summary>The options as the engine wants them.</summary>
    /// <param name="line">The line.</param>
    /// <param name="showsCertificate">The certificate is the client's.</param>
    public ConnectOptions Read(ParseResult line, bool showsCertificate = true)
    {
        ConnectOptions defaults = ConnectOptions.Default;
        if (showsCertificate && Key(line) is not null && Certificate(line) is null)
        {
            throw new UsageException("--key needs --cert");
        }

        return defaults with
        {
            OpenTimeout = OptionValue.Duration(_openTimeout, CliCommand.Single(line, _openTimeout)) ?? defaults.OpenTimeout,
            ServerName = CliCommand.Single(line, _serverName),
            Insecure = line.GetValue(_insecure),
            Authorities = CliCommand.Single(line, _authorities) is { } file ? CertificateFile.Load(file, TlsFiles.ReadAuthorities) : null,
            ClientCertificate = showsCertificate && Certificate(line) is { } certificate ? CertificateFile.LoadCertificate(certificate, Key(line)) : null,
            Proxy = ReadProxy(CliCommand.Single(line, _proxy)),
            Resolve = [.. CliCommand.All(line, _resolve).Select(ReadRule)],
            Headers = ReadHeaders(line),
        };
    }

    private ProxyAddress? ReadProxy(string? text) => text is null ? null
        : ProxyAddress.TryParse(text, out ProxyAddress? proxy, out string? problem) ? proxy
        : throw new UsageException($"{_proxy.Name}: '{text}': {problem}");

    private ResolveRule ReadRule(string text) => ResolveRule.TryParse(text, out ResolveRule? rule)
        ? rule
        : throw new UsageException($"{_resolve.Name}: '{text}' is not HOST:PORT:ADDRESS such as example.org:443:127.0.0.1");

    private List<HttpField> ReadHeaders(ParseResult line)
    {
        List<HttpField> fields = [];
        if (CliCommand.Single(line, _origin) is { } origin)
        {
            fields.Add(new HttpField("Origin", Clean(_origin, origin)));
        }

        IReadOnlyList<string> subprotocols = CliCommand.All(line, _subprotocol);
        if (subprotocols.Count > 0)
        {
            fields.Add(new HttpField("Sec-WebSocket-Protocol", Clean(_subprotocol, string.Join(", ", subprotocols))));
        }

        foreach (string header in CliCommand.All(line, _header))
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? "" : header[..colon].Trim();
            if (name.Length == 0 || name.Any(one => one is <= ' ' or > '~'))
            {
                throw new UsageException($"{_header.Name}: '{header}' is not NAME:VALUE");
            }

            fields.Add(new HttpField(name, Clean(_header, header[(colon + 1)..].Trim())));
        }

        return fields;
    }

    // A line end would start a field of its own (RFC 9110 §5.5).
    private static string Clean(ValueOption option, string value) => value.Any(one => one is '\r' or '\n' or '\0' or > '\u00FF')
        ? throw new UsageException($"{option.Name}: a field holds no line end, NUL or character above U+00FF")
        : value;
}

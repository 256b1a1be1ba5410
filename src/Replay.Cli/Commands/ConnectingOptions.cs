using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Replay.Cli.Running;
using Replay.Engine.Connecting;
using Replay.Protocol;

namespace Replay.Cli.Commands;

/// <summary>How a target is connected to: the options of every command that connects.</summary>
internal sealed class ConnectingOptions
{
    private const string Connection = "Connection";

    private readonly ValueOption _header;
    private readonly Option<bool> _insecure;
    private readonly ValueOption _ca;
    private readonly ValueOption _certificate;
    private readonly ValueOption _key;
    private readonly ValueOption _serverName;
    private readonly ValueOption _proxy;
    private readonly ValueOption _resolve;
    private readonly ValueOption _openTimeout;

    public ConnectingOptions(CliCommand command)
    {
        _header = command.Add(Connection, new ValueOption("--header", "'NAME: VALUE'", "A header field of the handshake, in the place of those of its name; without a value they are left out.") { Aliases = { "-H" } });
        _insecure = command.Add(Connection, CliCommand.Flag("--insecure", "Believe any certificate."));
        _ca = command.Add(Connection, new ValueOption("--ca", "FILE", "Believe these certificates (PEM) instead of the system's."));
        _certificate = command.Add(Connection, new ValueOption("--cert", "FILE", "The client's certificate: PEM, or PKCS #12."));
        _key = command.Add(Connection, new ValueOption("--key", "FILE", "Its key, where it stands in a file of its own."));
        _serverName = command.Add(Connection, new ValueOption("--server-name", "NAME", "The name in TLS (SNI) and in the certificate. Default: the URL's host."));
        _proxy = command.Add(Connection, new ValueOption("--proxy", "URL", "Go through http://[user:password@]host:port (CONNECT) or socks5://…."));
        _resolve = command.Add(Connection, new ValueOption("--resolve", "HOST:PORT:ADDRESS", "The address of a name; * for any host or port."));
        _openTimeout = command.Add(Connection, new ValueOption("--open-timeout", "TIME", "For connecting, and for the handshake's response. Default: 5s."));
    }

    /// <summary>What was asked.</summary>
    public ConnectOptions Read(ParseResult line) => ConnectOptions.Default with
    {
        Headers = [.. CliCommand.All(line, _header).Select(Field)],
        Insecure = line.GetValue(_insecure),
        Authorities = CliCommand.Single(line, _ca) is { } ca ? Load(_ca, () => TlsFiles.ReadAuthorities(ca)) : null,
        ClientCertificate = Certificate(CliCommand.Single(line, _certificate), CliCommand.Single(line, _key)),
        ServerName = CliCommand.Single(line, _serverName),
        Proxy = CliCommand.Single(line, _proxy) is { } proxy ? Proxy(proxy) : null,
        Resolve = [.. CliCommand.All(line, _resolve).Select(Rule)],
        OpenTimeout = OptionValue.Duration(_openTimeout, CliCommand.Single(line, _openTimeout)) ?? ConnectOptions.Default.OpenTimeout,
    };

    /// <summary>Reads a target's address.</summary>
    public static Target Target(string name, string text) => Engine.Connecting.Target.TryParse(text, out Target? target, out string? problem)
        ? target
        : throw new UsageException($"{name}: {problem}");

    private HttpField Field(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? "" : text[..colon].Trim();
        string value = colon < 0 ? "" : text[(colon + 1)..].Trim();

        // RFC 9110 §5.6.2: a name is a token; a line end in either would start a field of its own.
        return name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) && value.All(static c => c is >= ' ' and <= 'ÿ' and not '\x7F' || c == '\t')
            ? new HttpField(name, value)
            : throw new UsageException($"{_header.Name}: '{text}' is not NAME: VALUE");
    }

    private X509Certificate2? Certificate(string? certificate, string? key) => certificate is null
        ? key is null ? null : throw new UsageException("--key needs --cert")
        : Load(_certificate, () => TlsFiles.ReadCertificate(certificate, key));

    private ProxyAddress Proxy(string text) => ProxyAddress.TryParse(text, out ProxyAddress? proxy, out string? problem)
        ? proxy
        : throw new UsageException($"{_proxy.Name}: {problem}");

    private ResolveRule Rule(string text) => ResolveRule.TryParse(text, out ResolveRule? rule)
        ? rule
        : throw new UsageException($"{_resolve.Name}: '{text}' is not HOST:PORT:ADDRESS");

    private static T Load<T>(ValueOption option, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option.Name}: {exception.Message}");
        }
    }
}

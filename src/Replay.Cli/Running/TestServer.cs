using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Replay.Engine.Conformance;

namespace Replay.Cli.Running;

/// <summary>Serves the cases to clients: <c>wsreplay test --listen</c>.</summary>
internal static class TestServer
{
    public static async Task<IReadOnlyList<CaseOutcome>> RunAsync(TestRequest request, TestPlan plan, CommandHost host)
    {
        using var recorder = request.RecordDirectory is { } directory ? new TestRecorder(directory) : null;
        var output = new TestOutput(request, plan.Output ?? (plan.Configuration is null ? null : "reports/clients"), host);
        using X509Certificate2? certificate = Certificate(request, plan);
        var options = new FuzzingServiceOptions
        {
            Cases = plan.Cases,
            Run = TestOptions.Of(request, recorder),
            Protocols = plan.Configuration?.Protocols ?? [],
            Certificate = certificate,
            IsExcluded = plan.Configuration is { } configuration ? (agent, one) => configuration.Excludes(agent, one.Id.ToString()) : null,
            OnReports = output.WriteReports,
        };
        await using FuzzingService service = Listen(await EndpointAsync(plan.Listen!).ConfigureAwait(false), plan.Listen!, options);
        string scheme = certificate is null ? "ws" : "wss";
        host.Complain($"{plan.Cases.Count} cases at {scheme}://{service.Endpoint}; a browser runs them at {(certificate is null ? "http" : "https")}://{service.Endpoint}/");
        try
        {
            await service.RunAsync(host.Interruption()).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how a server ends.
        }

        return service.Outcomes;
    }

    private static FuzzingService Listen(IPEndPoint endpoint, string text, FuzzingServiceOptions options)
    {
        try
        {
            return new FuzzingService(endpoint, options);
        }
        catch (SocketException exception)
        {
            throw new InputException($"{text} cannot be listened at: {exception.Message}");
        }
    }

    private static X509Certificate2? Certificate(TestRequest request, TestPlan plan) =>
        (request.Certificate ?? plan.Configuration?.Certificate) is { } path
            ? CertificateFile.LoadCertificate(path, request.Key ?? plan.Configuration?.Key)
            : null;

    private static async Task<IPEndPoint> EndpointAsync(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "127.0.0.1" : text[..colon].Trim('[', ']');
        if (!ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ushort port))
        {
            throw new UsageException($"--listen: '{text}' is not HOST:PORT such as 127.0.0.1:9001");
        }

        try
        {
            IPAddress[] addresses = host is "" or "*" ? [IPAddress.Any] : await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
            return new IPEndPoint(addresses[0], port);
        }
        catch (SocketException exception)
        {
            throw new UsageException($"--listen: {host}: {exception.Message}");
        }
    }
}

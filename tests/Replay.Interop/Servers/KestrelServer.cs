using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Replay.Interop.Servers;

/// <summary>Kestrel in this process: echoes on every path, and serves a page on "/page".</summary>
internal sealed class KestrelServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KestrelServer(WebApplication application, string url)
    {
        _application = application;
        Url = url;
    }

    /// <summary>Its address: ws://127.0.0.1:port/.</summary>
    public string Url { get; }

    /// <summary>Starts it.</summary>
    /// <param name="answer">From a text message to its answer; null echoes.</param>
    /// <param name="page">What "/page" serves.</param>
    public static async Task<KestrelServer> StartAsync(Func<string, string>? answer = null, string? page = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.UseWebSockets();
        application.Run(async context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
                await EchoAsync(socket, answer, context.RequestAborted);
            }
            else
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync(page ?? "no page");
            }
        });
        await application.StartAsync();
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new KestrelServer(application, address.Replace("http:", "ws:", StringComparison.Ordinal) + "/");
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task EchoAsync(WebSocket socket, Func<string, string>? answer, CancellationToken stop)
    {
        var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                WebSocketReceiveResult read = await socket.ReceiveAsync(buffer, stop);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseAsync(read.CloseStatus ?? WebSocketCloseStatus.NormalClosure, read.CloseStatusDescription, stop);
                    return;
                }

                message.Write(buffer, 0, read.Count);
                if (read.EndOfMessage)
                {
                    byte[] octets = message.ToArray();
                    message.SetLength(0);
                    if (answer is not null && read.MessageType == WebSocketMessageType.Text)
                    {
                        octets = System.Text.Encoding.UTF8.GetBytes(answer(System.Text.Encoding.UTF8.GetString(octets)));
                    }

                    await socket.SendAsync(octets, read.MessageType, WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression, stop);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The client broke a rule or is gone; Kestrel has answered.
        }
    }
}

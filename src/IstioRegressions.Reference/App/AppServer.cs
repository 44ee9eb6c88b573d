using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace IstioRegressions.Reference.App;

/// <summary>The application as it serves: HTTP as httpbin does, and an echo of bytes.</summary>
internal sealed class AppServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly AppPages _pages;
    private readonly KestrelServer _kestrel;
    private ListenOptions? _http;
    private ListenOptions? _echo;

    private AppServer(AppOptions options, TimeProvider time)
    {
        _pages = new AppPages(options, time);
        var kestrel = new KestrelServerOptions { AddServerHeader = false };

        // They are bound in this order: who is told over HTTP that the application is ready finds the echo there.
        if (options.Tcp is { } tcp)
        {
            kestrel.Listen(tcp, listener =>
            {
                listener.Use(_ => new EchoConnection().OnConnectedAsync);
                _echo = listener;
            });
        }

        kestrel.Listen(options.Http, listener => _http = listener);
        _kestrel = new KestrelServer(
            Options.Create(kestrel),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens: HTTP first, then the echo.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. new[] { _http, _echo }.OfType<ListenOptions>().Select(l => l.IPEndPoint!)];

    /// <summary>Starts to serve.</summary>
    /// <exception cref="IOException">An address is in use.</exception>
    public static async Task<AppServer> StartAsync(AppOptions options, TimeProvider time, CancellationToken ct)
    {
        var server = new AppServer(options, time);
        try
        {
            await server._kestrel.StartAsync(server, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Accepts no more, and returns when all that was asked is answered.</summary>
    public Task DrainAsync() => _kestrel.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        return ValueTask.CompletedTask;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _pages.AnswerAsync(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}

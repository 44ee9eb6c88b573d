using System.Net;
using System.Threading.Channels;
using IstioRegressions.Xds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IstioRegressions.Unit.Xds;

/// <summary>An ADS server whose every word is said by the test.</summary>
internal sealed class FakeAds : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<FakeStream> _streams = Channel.CreateUnbounded<FakeStream>();

    private FakeAds(WebApplication app, RequestDelegate? instead)
    {
        _app = app;
        _app.Run(instead ?? ServeAsync);
    }

    public Uri Address { get; private set; } = new("http://pilot");

    /// <summary>Listens on a free port of loopback, or on a Unix socket; answers requests itself where told.</summary>
    public static async Task<FakeAds> StartAsync(RequestDelegate? instead = null, string? socket = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            if (socket is null)
            {
                kestrel.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2);
            }
            else
            {
                kestrel.ListenUnixSocket(socket, o => o.Protocols = HttpProtocols.Http2);
            }
        });
        var server = new FakeAds(builder.Build(), instead);
        await server._app.StartAsync();
        if (socket is null)
        {
            var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            server.Address = new Uri(addresses.Addresses.Single());
        }

        return server;
    }

    /// <summary>An observer that has started on what this server has, and its stream.</summary>
    public async Task<(Observer Observer, FakeStream Stream)> ObserveAsync(World world, Func<ObserverOptions, ObserverOptions>? change = null)
    {
        var options = Some.Options(this);
        var starting = Observer.StartAsync(change?.Invoke(options) ?? options, CancellationToken.None);
        var stream = await AcceptAsync();
        await stream.ServeAsync(world);
        return (await starting, stream);
    }

    /// <summary>The next stream that a client opens.</summary>
    public async Task<FakeStream> AcceptAsync() => await _streams.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        // From here on the test may answer, and what it says goes out with these headers.
        context.Response.ContentType = "application/grpc";
        var stream = new FakeStream(context);
        _streams.Writer.TryWrite(stream);
        await stream.RunAsync();
    }
}

using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Serves on the three addresses: a bare Kestrel, for a host with its services takes longer to start than the rest of the pilot.</summary>
internal sealed class PilotServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly Func<HttpContext, PilotPort, Task> _handle;
    private readonly KestrelServer _kestrel;
    private readonly List<ListenOptions> _listeners = [];

    public PilotServer(PilotOptions options, Func<HttpContext, PilotPort, Task> handle)
    {
        _handle = handle;
        var kestrel = new KestrelServerOptions { AddServerHeader = false };

        // xDS streams are silent for as long as nothing changes.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100_000;
        Listen(kestrel, options.GrpcAddress, PilotPort.Grpc, HttpProtocols.Http2);
        Listen(kestrel, options.HttpAddress, PilotPort.Http, HttpProtocols.Http1);
        Listen(kestrel, options.MonitoringAddress, PilotPort.Monitoring, HttpProtocols.Http1);
        _kestrel = new KestrelServer(
            Options.Create(kestrel),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens: gRPC, HTTP, monitoring. A port of 0 was replaced by the one that the system chose.</summary>
    public IReadOnlyList<EndPoint> EndPoints => [.. _listeners.Select(l => l.EndPoint)];

    /// <exception cref="IOException">An address is in use.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _kestrel.StartAsync(this, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        return ValueTask.CompletedTask;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _handle(context, context.Features.GetRequiredFeature<PilotPortFeature>().Port);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    private void Listen(KestrelServerOptions kestrel, IPEndPoint address, PilotPort port, HttpProtocols protocols) =>
        kestrel.Listen(address, listener =>
        {
            listener.Protocols = protocols;
            listener.Use(next => connection =>
            {
                connection.Features.Set(new PilotPortFeature(port));
                return next(connection);
            });
            _listeners.Add(listener);
        });
}

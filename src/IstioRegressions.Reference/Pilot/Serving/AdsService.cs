using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Xds.Protos;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>The aggregated discovery service, in both versions, and the one of endpoints alone.</summary>
internal sealed class AdsService(PilotServices services)
{
    private const string V2 = "/envoy.service.discovery.v2.AggregatedDiscoveryService/StreamAggregatedResources";
    private const string V3 = "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources";

    private const string EndpointsAlone = "/envoy.api.v2.EndpointDiscoveryService/StreamEndpoints";

    /// <summary>Answers a call; ends with the status in the trailers, as gRPC demands.</summary>
    public async Task HandleAsync(HttpContext http, CancellationToken stopping)
    {
        http.Response.ContentType = "application/grpc";
        var (status, message) = (0, "");
        try
        {
            if (http.Request.Path.Value is not (V2 or V3 or EndpointsAlone))
            {
                throw new GrpcStatusException(GrpcStatusException.Unimplemented, $"unknown method {http.Request.Path.Value}; there is {V2}, {V3} and {EndpointsAlone}");
            }

            await ServeAsync(http, http.Request.Path.Value == EndpointsAlone, stopping);
        }
        catch (GrpcStatusException e)
        {
            (status, message) = (e.Status, e.Message);
            services.Log.Warn("ads", $"{Peer(http)}: {e.Message}");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            (status, message) = (GrpcStatusException.Unavailable, "the pilot stops");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away: there is nobody to tell.
            return;
        }

        var trailers = http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        trailers["grpc-status"] = status.ToString();
        trailers["grpc-message"] = Uri.EscapeDataString(message);
        await http.Response.CompleteAsync();
    }

    private async Task ServeAsync(HttpContext http, bool isEndpointsAlone, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var stream = new GrpcStream(http.Request.BodyReader, http.Response.BodyWriter);
        await http.Response.StartAsync(ending.Token);
        if (await stream.ReadAsync(DiscoveryRequest.Parser, ending.Token) is not { } first)
        {
            return;
        }

        Proxy proxy;
        try
        {
            proxy = Proxy.Parse(first.Node);
        }
        catch (FormatException e)
        {
            throw new GrpcStatusException(GrpcStatusException.Unknown, e.Message, e);
        }

        if (services.Behaviour.Refusal(proxy, services.Connections.All.Select(c => c.Proxy)) is { } refusal)
        {
            throw new GrpcStatusException(GrpcStatusException.Unavailable, refusal);
        }

        var id = services.Connections.NextId(proxy.NodeId);
        using var connection = isEndpointsAlone
            ? new AdsConnection(id, Peer(http), proxy, stream, services) { ReadsWithin = Timeout.InfiniteTimeSpan }
            : new AdsConnection(id, Peer(http), proxy, stream, services);
        services.Connections.Add(connection);
        using var asking = isEndpointsAlone ? services.EndpointClusters.Add(connection, [.. first.ResourceNames]) : null;
        services.Log.Info("ads", $"{connection.Id} connected from {connection.Peer}");
        var pushing = connection.PushAsync(ending.Token);
        var receiving = ReceiveAsync(connection, first, stream, ending.Token);
        try
        {
            await (await Task.WhenAny(pushing, receiving));
        }
        finally
        {
            // The other still uses the connection until it has seen that it is over; how it ends is no news.
            await ending.CancelAsync();
            await Task.WhenAny(Task.WhenAll(pushing, receiving));
            services.Connections.Remove(connection);
            services.Log.Info("ads", $"{connection.Id} ended");
        }
    }

    private static async Task ReceiveAsync(AdsConnection connection, DiscoveryRequest first, GrpcStream stream, CancellationToken cancellationToken)
    {
        for (var request = first; request is not null; request = await stream.ReadAsync(DiscoveryRequest.Parser, cancellationToken))
        {
            await connection.HandleAsync(request, cancellationToken);
        }
    }

    private static string Peer(HttpContext http) => $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
}

using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>A client that asks for endpoints and never reads an answer, until it is disposed.</summary>
public sealed class StalledClient : IAsyncDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly GrpcCall _call;

    private StalledClient(HttpMessageInvoker client, GrpcCall call) => (_client, _call) = (client, call);

    // Some 100 bytes each: several times the window of an HTTP/2 stream and the buffers of the sockets on the way.
    private const int Clusters = 10_000;

    /// <summary>Connects, asks for more than any window on the way holds, and returns when the answer has begun.</summary>
    /// <param name="options">Where, and as whom.</param>
    /// <param name="alone">Whether it is a stream of EDS alone, whose clusters have the names of 0.7.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">It cannot connect, or is refused.</exception>
    internal static async Task<StalledClient> StartAsync(ObserverOptions options, bool alone, CancellationToken ct)
    {
        var client = GrpcCall.CreateClient(options.Connect);
        var method = alone ? XdsNames.EndpointMethod : XdsNames.AggregatedMethod(options.Protocol);
        var stalled = new StalledClient(client, GrpcCall.Start(client, options.Server, method));
        try
        {
            await stalled._call.SendAsync(
                new DiscoveryRequest
                {
                    Node = new Node { Id = options.Node.Id, Metadata = options.Node.Metadata },
                    TypeUrl = XdsNames.TypeUrl(XdsType.Endpoints, options.Protocol),
                    ResourceNames =
                    {
                        Enumerable.Range(0, Clusters).Select(i => alone ? $"filler-{i}.default.svc.cluster.local|http" : $"outbound|80||filler-{i}.default.svc.cluster.local"),
                    },
                },
                ct);
            await stalled._call.AnswerAsync(ct);
            return stalled;
        }
        catch
        {
            await stalled.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drops the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        await _call.DisposeAsync();
        _client.Dispose();
    }
}

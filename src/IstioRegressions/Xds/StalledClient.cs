using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>A client that asks for endpoints and never reads an answer, until it is disposed.</summary>
public sealed class StalledClient : IAsyncDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly GrpcCall _call;

    private StalledClient(HttpMessageInvoker client, GrpcCall call) => (_client, _call) = (client, call);

    /// <summary>Connects and asks.</summary>
    /// <param name="options">Where, and as whom.</param>
    /// <param name="method">The stream's gRPC path.</param>
    /// <param name="clusters">What it asks for: as much as no window on the way holds.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">It cannot connect.</exception>
    internal static async Task<StalledClient> StartAsync(ObserverOptions options, string method, IEnumerable<string> clusters, CancellationToken ct)
    {
        var client = GrpcCall.CreateClient(options.Connect);
        var stalled = new StalledClient(client, GrpcCall.Start(client, options.Server, method));
        try
        {
            await stalled._call.SendAsync(
                new DiscoveryRequest
                {
                    Node = new Node { Id = options.Node.Id, Metadata = options.Node.Metadata },
                    TypeUrl = XdsNames.TypeUrl(XdsType.Endpoints, options.Protocol),
                    ResourceNames = { clusters },
                },
                ct);
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

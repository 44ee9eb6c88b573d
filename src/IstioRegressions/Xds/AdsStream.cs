using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>One ADS stream: requests are sent in the order they are given, without holding up the reader.</summary>
internal sealed class AdsStream(HttpMessageInvoker client, ObserverOptions options) : IAsyncDisposable
{
    private readonly GrpcCall _call = GrpcCall.Start(client, options.Server, XdsNames.AggregatedMethod(options.Protocol));
    private readonly Node _node = new() { Id = options.Node.Id, Metadata = options.Node.Metadata };
    private Task _sending = Task.CompletedTask;

    /// <summary>
    /// Sends behind what is being sent. Not awaited by the reader: a server may stop reading until we have read what it
    /// sends.
    /// </summary>
    public void Send(IEnumerable<DiscoveryRequest> requests, CancellationToken ct)
    {
        foreach (var request in requests)
        {
            // The pilots that only speak v2 want to be told with every request, as the Envoys of their time did: 1.0.9
            // left the others unanswered, 0.8.0 broke the stream.
            request.Node ??= options.Protocol == XdsProtocol.V2 ? _node : null;
            _sending = SendAsync(_sending, request, ct);
        }
    }

    /// <summary>The next response.</summary>
    /// <exception cref="XdsException">The stream is over, for whatever reason.</exception>
    public async Task<DiscoveryResponse> ReceiveAsync(CancellationToken ct) =>
        await _call.ReceiveAsync(DiscoveryResponse.Parser, ct)
            ?? throw new XdsException($"{options.Server} ended the stream with grpc-status 0 OK, as a pilot does that shuts down");

    public async ValueTask DisposeAsync()
    {
        await _call.DisposeAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync(Task before, DiscoveryRequest request, CancellationToken ct)
    {
        await before;
        try
        {
            await _call.SendAsync(request, ct);
        }
        catch (XdsException)
        {
            // The reader is told why the stream is over.
        }
    }
}

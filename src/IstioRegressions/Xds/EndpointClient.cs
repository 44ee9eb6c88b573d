namespace IstioRegressions.Xds;

/// <summary>
/// A client of EDS alone, as the Envoys before ADS were: a stream for each cluster, over connections that its streams share.
/// Only pilots up to 0.8 serve it. Its members may be used by several threads.
/// </summary>
/// <param name="options">Where it connects, and as whom.</param>
public sealed class EndpointClient(ObserverOptions options) : IDisposable
{
    private readonly HttpMessageInvoker _client = GrpcCall.CreateClient(options.Connect);

    /// <summary>Opens a stream; the server learns of it with the first question.</summary>
    public EndpointStream Open() => new(GrpcCall.Start(_client, options.Server, XdsNames.EndpointMethod), options.Node);

    /// <summary>Drops the connections, with the streams that are open.</summary>
    public void Dispose() => _client.Dispose();
}

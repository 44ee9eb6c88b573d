using IstioRegressions.Xds.Http2;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>One ADS stream: requests are sent in the order they are given, without holding up the reader.</summary>
internal sealed class AdsStream : IAsyncDisposable
{
    private readonly ObserverOptions _options;
    private readonly GrpcConnection _connection;

    private AdsStream(ObserverOptions options, GrpcConnection connection) => (_options, _connection) = (options, connection);

    /// <summary>Connects.</summary>
    /// <exception cref="XdsException">The server cannot be reached.</exception>
    public static async Task<AdsStream> OpenAsync(ObserverOptions options, CancellationToken ct) => new(
        options,
        await GrpcConnection.OpenAsync(options.Connect, options.Server, XdsNames.AggregatedMethod(options.Protocol), ct));

    /// <summary>
    /// Sends behind what is being sent. Not awaited by the reader: a server may stop reading until we have read what it
    /// sends.
    /// </summary>
    public void Send(IReadOnlyList<DiscoveryRequest> requests)
    {
        // The pilots that only speak v2 want to be told with every request, as the Envoys of their time did: 1.0.9 left the
        // others unanswered, 0.8.0 broke the stream.
        foreach (var request in _options.Protocol == XdsProtocol.V2 ? requests : [])
        {
            request.Node ??= new Node { Id = _options.Node.Id, Metadata = _options.Node.Metadata };
        }

        _connection.Send(requests);
    }

    /// <summary>The next response.</summary>
    /// <exception cref="XdsException">The stream is over, for whatever reason.</exception>
    public async Task<DiscoveryResponse> ReceiveAsync(CancellationToken ct) =>
        await _connection.ReceiveAsync(_options.Decoding.Read, ct)
            ?? throw new XdsException($"{_options.Server} ended the stream with grpc-status 0 OK, as a pilot does that shuts down");

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

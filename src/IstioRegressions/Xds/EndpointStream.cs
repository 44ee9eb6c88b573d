using Google.Protobuf;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>One stream of EDS alone.</summary>
public sealed class EndpointStream : IAsyncDisposable
{
    private readonly GrpcCall _call;
    private readonly Node _node;

    internal EndpointStream(GrpcCall call, NodeIdentity node) => (_call, _node) = (call, new Node { Id = node.Id, Metadata = node.Metadata });

    /// <summary>Asks for the endpoints of clusters, and for every change of them.</summary>
    /// <exception cref="XdsException">The stream is over.</exception>
    public Task AskAsync(IEnumerable<string> clusters, CancellationToken ct = default) => _call.SendAsync(
        new DiscoveryRequest { Node = _node, TypeUrl = XdsNames.TypeUrl(XdsType.Endpoints, XdsProtocol.V2), ResourceNames = { clusters } },
        ct);

    /// <summary>The next response: what was asked for, then a push each time.</summary>
    /// <exception cref="XdsException">The stream is over, or what came is no response.</exception>
    public async Task<IReadOnlyList<ClusterLoadAssignment>> ReceiveAsync(CancellationToken ct = default)
    {
        var response = await _call.ReceiveAsync(DiscoveryResponse.Parser, ct) ?? throw new XdsException("the server ended the stream of endpoints");
        try
        {
            return [.. response.Resources.Select(r => ClusterLoadAssignment.Parser.ParseFrom(r.Value))];
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new XdsException($"the server sent endpoints that are none: {e.Message}", e);
        }
    }

    /// <summary>Drops the stream.</summary>
    public ValueTask DisposeAsync() => _call.DisposeAsync();
}

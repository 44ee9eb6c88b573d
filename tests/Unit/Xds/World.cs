using Google.Protobuf;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds;

/// <summary>What a fake server has.</summary>
internal sealed record World
{
    public Cluster[] Clusters { get; init; } = [];

    public ClusterLoadAssignment[] Endpoints { get; init; } = [];

    public Listener[] Listeners { get; init; } = [];

    public RouteConfiguration[] Routes { get; init; } = [];

    /// <summary>How many types an observer asks for.</summary>
    public int Kinds => 2 + (Endpoints.Length > 0 ? 1 : 0) + (Routes.Length > 0 ? 1 : 0);

    public IMessage[] Of(string typeUrl)
    {
        if (!XdsNames.TryGetType(typeUrl, XdsProtocol.V3, out var type) && !XdsNames.TryGetType(typeUrl, XdsProtocol.V2, out type))
        {
            throw new ArgumentException($"{typeUrl} is none of the four types", nameof(typeUrl));
        }

        return type switch
        {
            XdsType.Clusters => Clusters,
            XdsType.Endpoints => Endpoints,
            XdsType.Listeners => Listeners,
            _ => Routes,
        };
    }
}

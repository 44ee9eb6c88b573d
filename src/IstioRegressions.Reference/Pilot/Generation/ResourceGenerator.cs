using Google.Protobuf;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Serving;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Makes the resources of every type for a proxy.</summary>
internal sealed class ResourceGenerator(Pusher pusher)
{
    private readonly ClusterGenerator _clusters = new(pusher.Registry);
    private readonly EndpointGenerator _endpoints = new(pusher.Shards);
    private readonly ListenerGenerator _listeners = new(pusher.Registry);
    private readonly RouteGenerator _routes = new();

    /// <summary>The resources that a subscription watches; of endpoints, where <paramref name="hosts"/> are given, those of these hosts.</summary>
    public IReadOnlyList<IMessage> Generate(ServedSubscription subscription, Proxy proxy, SidecarScope scope, IReadOnlySet<string>? hosts = null)
    {
        var isV3 = subscription.TypeUrl == subscription.Type.V3;
        if (subscription.Type == ServedType.Clusters)
        {
            return _clusters.Generate(proxy, pusher.Context, scope, isV3);
        }

        if (subscription.Type == ServedType.Listeners)
        {
            return _listeners.Generate(proxy, pusher.Context, scope, isV3);
        }

        return subscription.Type == ServedType.Endpoints
            ? [.. subscription.Names.Select(name => _endpoints.Generate(name, proxy, pusher.Context, scope, hosts)).OfType<IMessage>()]
            : [.. subscription.Names.Select(name => _routes.Generate(name, proxy, pusher.Context, scope, isV3)).OfType<IMessage>()];
    }
}

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>A kind of resource that is served, in both versions of the protocol.</summary>
internal sealed record ServedType(string Metric, string V2, string V3)
{
    public static ServedType Clusters { get; } = new("cds", "type.googleapis.com/envoy.api.v2.Cluster", "type.googleapis.com/envoy.config.cluster.v3.Cluster");

    public static ServedType Endpoints { get; } =
        new("eds", "type.googleapis.com/envoy.api.v2.ClusterLoadAssignment", "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment");

    public static ServedType Listeners { get; } = new("lds", "type.googleapis.com/envoy.api.v2.Listener", "type.googleapis.com/envoy.config.listener.v3.Listener");

    public static ServedType Routes { get; } =
        new("rds", "type.googleapis.com/envoy.api.v2.RouteConfiguration", "type.googleapis.com/envoy.config.route.v3.RouteConfiguration");

    /// <summary>All of them, in the order in which they are pushed.</summary>
    public static IReadOnlyList<ServedType> All { get; } = [Clusters, Endpoints, Listeners, Routes];

    public static ServedType? Find(string typeUrl) => All.FirstOrDefault(t => t.V2 == typeUrl || t.V3 == typeUrl);
}

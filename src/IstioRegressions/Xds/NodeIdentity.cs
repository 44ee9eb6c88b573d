using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Xds;

/// <summary>Who an observer says it is: what a pilot decides by when it generates configuration.</summary>
/// <param name="Id"><c>TYPE~IP~NAME.NAMESPACE~NAMESPACE.svc.cluster.local</c>; TYPE is sidecar or router.</param>
/// <param name="Metadata">What istio-proxy sends in Envoy's bootstrap: NAMESPACE, ISTIO_VERSION and so on.</param>
public sealed record NodeIdentity(string Id, Struct Metadata)
{
    /// <summary>The proxy beside a workload.</summary>
    /// <param name="ip">The workload's address: its inbound listeners are for this address.</param>
    /// <param name="name">The pod's name.</param>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="version">The version that the proxy claims.</param>
    /// <param name="labels">The pod's labels.</param>
    /// <param name="clusterId">The Kubernetes cluster; not sent where null, because a pilot of files knows none.</param>
    public static NodeIdentity Sidecar(
        string ip,
        string name,
        string @namespace,
        IstioVersion version,
        IReadOnlyDictionary<string, string>? labels = null,
        string? clusterId = null) => Create("sidecar", ip, name, @namespace, version, labels, clusterId);

    /// <summary>A gateway: it is sent listeners only where a Gateway selects its <paramref name="labels"/>.</summary>
    /// <param name="ip">The pod's address.</param>
    /// <param name="name">The pod's name.</param>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="version">The version that the proxy claims.</param>
    /// <param name="labels">The pod's labels, for example istio: ingressgateway.</param>
    /// <param name="clusterId">The Kubernetes cluster; not sent where null, because a pilot of files knows none.</param>
    public static NodeIdentity Router(
        string ip,
        string name,
        string @namespace,
        IstioVersion version,
        IReadOnlyDictionary<string, string>? labels = null,
        string? clusterId = null) => Create("router", ip, name, @namespace, version, labels, clusterId);

    private static NodeIdentity Create(
        string type,
        string ip,
        string name,
        string @namespace,
        IstioVersion version,
        IReadOnlyDictionary<string, string>? labels,
        string? clusterId)
    {
        var metadata = new Struct
        {
            Fields =
            {
                ["NAMESPACE"] = Value.ForString(@namespace),
                ["CONFIG_NAMESPACE"] = Value.ForString(@namespace),
                ["ISTIO_VERSION"] = Value.ForString(version.ToString()),
                ["ISTIO_PROXY_VERSION"] = Value.ForString(version.ToString()),
                ["INSTANCE_IPS"] = Value.ForString(ip),
            },
        };
        if (labels is not null)
        {
            var values = new Struct();
            foreach (var (key, value) in labels)
            {
                values.Fields[key] = Value.ForString(value);
            }

            metadata.Fields["LABELS"] = Value.ForStruct(values);
        }

        if (clusterId is not null)
        {
            metadata.Fields["CLUSTER_ID"] = Value.ForString(clusterId);
        }

        return new NodeIdentity($"{type}~{ip}~{name}.{@namespace}~{@namespace}.svc.cluster.local", metadata);
    }
}

using IstioRegressions.Catalogue;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Xds;

public sealed class NodeIdentityTests
{
    private static readonly IstioVersion Version = IstioVersion.Parse("1.6.14");

    [Fact]
    public void A_sidecar_is_named_by_address_pod_and_namespace()
    {
        var node = NodeIdentity.Sidecar("127.0.0.9", "client", "shop", Version);

        node.Id.Should().Be("sidecar~127.0.0.9~client.shop~shop.svc.cluster.local");
        node.Metadata.Fields.ToDictionary(f => f.Key, f => f.Value.StringValue).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["NAMESPACE"] = "shop",
            ["CONFIG_NAMESPACE"] = "shop",
            ["ISTIO_VERSION"] = "1.6.14",
            ["ISTIO_PROXY_VERSION"] = "1.6.14",
            ["INSTANCE_IPS"] = "127.0.0.9",
        });
    }

    [Fact]
    public void A_router_sends_the_labels_that_gateways_select()
    {
        var labels = new Dictionary<string, string> { ["istio"] = "ingressgateway" };

        var node = NodeIdentity.Router("127.0.0.9", "gateway", "istio-system", Version, labels, clusterId: "Kubernetes");

        node.Id.Should().Be("router~127.0.0.9~gateway.istio-system~istio-system.svc.cluster.local");
        node.Metadata.Fields["LABELS"].StructValue.ToString().Should().Be("""{ "istio": "ingressgateway" }""");
        node.Metadata.Fields["CLUSTER_ID"].StringValue.Should().Be("Kubernetes");
    }
}

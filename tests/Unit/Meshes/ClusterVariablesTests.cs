using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class ClusterVariablesTests
{
    private const Capabilities Always = Capabilities.Process | Capabilities.Kubernetes | Capabilities.Workloads;
    private const Capabilities Gateways = Capabilities.Ingress | Capabilities.Sidecars;

    [Theory]
    [InlineData(ClusterInstall.Pilot, "1.6.14", Always | Capabilities.Xds | Capabilities.Outages)]
    [InlineData(ClusterInstall.Minimal, "1.6.14", Always | Capabilities.Xds | Capabilities.Outages | Capabilities.Sidecars)]
    [InlineData(ClusterInstall.Minimal, "1.4.6", Always | Capabilities.Xds | Capabilities.Outages)] // there it is the pilot
    [InlineData(ClusterInstall.Release, "1.6.14", Always | Capabilities.Xds | Capabilities.Outages | Gateways)]
    [InlineData(ClusterInstall.Release, "0.8.0", Always | Capabilities.Outages | Gateways)]
    [InlineData(ClusterInstall.Release, "0.7.1", Always | Capabilities.Outages | Capabilities.Ingress)]
    [InlineData(ClusterInstall.None, "1.6.14", Always | Capabilities.Xds | Gateways)]
    public void What_a_mesh_can_do_is_what_is_installed(ClusterInstall install, string version, Capabilities expected) =>
        ClusterVariables.CapabilitiesOf(Installing(install), IstioVersion.Parse(version)).Should().Be(expected);

    [Theory]
    [InlineData(MeshEnvironment.K3s, ClusterInstall.Pilot)]
    [InlineData(MeshEnvironment.Cluster, ClusterInstall.None)]
    public void A_cluster_of_our_own_gets_a_pilot_and_another_nothing_unless_it_is_asked_for(MeshEnvironment environment, ClusterInstall expected) =>
        ClusterVariables.InstallOf(new Settings { Environment = environment }).Should().Be(expected);

    [Fact]
    public void Releases_before_1_0_are_run_whole_or_not_at_all()
    {
        var early = IstioVersion.Parse("0.7.1");

        ClusterVariables.Missing(Installing(ClusterInstall.Minimal), early).Should().Contain("ISTIO_INSTALL=release");
        ClusterVariables.Missing(Installing(ClusterInstall.Release), early).Should().BeNull();
    }

    private static Settings Installing(ClusterInstall install) => new() { Environment = MeshEnvironment.K3s, Cluster = new ClusterSettings { Install = install } };
}

using IstioRegressions.Distributions;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Fixtures.K3s;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

/// <summary>A cluster that is there already, played by one that this test makes and then knows by its kubeconfig alone.</summary>
[Trait("Needs", "Docker")]
public sealed class GivenClusterInstallTests : IAsyncLifetime
{
    private const string NoRights = """
        {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"nobody"}}
        """;

    private static readonly string[] Everything =
    [
        "api/v1/namespaces", "apis/apiextensions.k8s.io/v1/customresourcedefinitions", "apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "apis/rbac.authorization.k8s.io/v1/clusterroles",
        "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", "apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", "api/v1/configmaps", "api/v1/secrets",
    ];

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(15));
    private readonly string _folder = Directory.CreateTempSubdirectory("given-cluster-").FullName;
    private K3sCluster? _made;
    private string? _skipped;

    private string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public async Task InitializeAsync()
    {
        try
        {
            var settings = NeedsDocker.Settings();
            _made = await K3sCluster.StartAsync(settings, settings.Versions[0], _limit.Token);
            File.Copy(_made.Kubeconfig, Kubeconfig);
        }
        catch (SkipException e)
        {
            _skipped = e.Message; // a test is skipped by itself, not by what comes before it
        }
    }

    [SkippableTheory]
    [InlineData(ClusterInstall.Pilot)]
    [InlineData(ClusterInstall.Minimal)]
    public async Task A_version_is_installed_and_judged_and_nothing_of_it_is_left(ClusterInstall install)
    {
        var settings = Given("default", install);
        Skip.If(install == ClusterInstall.Minimal && !HasIstioctl(settings), "installs a release: say with ISTIO_RELEASE where one with its istioctl is unpacked");
        var before = await EverythingAsync();

        var cluster = await MeshCluster.StartAsync(settings, settings.Versions[0], mutualTls: false, _limit.Token);
        await using (var mesh = await cluster.LeaseAsync(new MeshRequest(settings.Versions[0], Path.Combine(_folder, "scenario"), Path.Combine(_folder, "evidence")), _limit.Token))
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);
            (await EverythingAsync()).Except(before, StringComparer.Ordinal).Should().Contain("istio-system").And.Contain(n => n.StartsWith("ir-scenario-", StringComparison.Ordinal));
        }

        var again = () => MeshCluster.StartAsync(settings, settings.Versions[0], mutualTls: false, _limit.Token);
        await again.Should().ThrowAsync<MeshException>().WithMessage("the cluster default has a namespace istio-system already*ISTIO_INSTALL=none");
        var there = await MeshCluster.StartAsync(settings with { Cluster = settings.Cluster with { Install = ClusterInstall.None } }, settings.Versions[0], mutualTls: false, _limit.Token);
        there.Pod.Name.Should().Be(cluster.Pod.Name, "the refused installation left what was there alone");
        await there.DisposeAsync();

        await cluster.DisposeAsync();

        (await EverythingAsync()).Should().BeEquivalentTo(before);
    }

    [SkippableFact]
    public async Task A_user_without_the_rights_is_refused_by_their_names_and_nothing_is_made()
    {
        Skip.If(_skipped is not null, _skipped ?? "");
        await WriteNobodyAsync();
        var settings = Given("nobody");
        var before = await EverythingAsync();

        var start = () => MeshCluster.StartAsync(settings, settings.Versions[0], mutualTls: false, _limit.Token);

        await start.Should().ThrowAsync<MeshException>().WithMessage(
            "the user of the cluster nobody may not create namespaces, *create pods/portforward in istio-system, patch customresourcedefinitions.apiextensions.k8s.io*nothing was made there*ISTIO_CONTEXT*");
        (await EverythingAsync()).Should().BeEquivalentTo(before);
    }

    [SkippableFact]
    public async Task A_cluster_without_Istio_is_refused_where_none_is_to_be_installed()
    {
        var settings = Given("default");
        settings = settings with { Cluster = settings.Cluster with { Install = null } };

        var start = () => MeshCluster.StartAsync(settings, settings.Versions[0], mutualTls: false, _limit.Token);

        await start.Should().ThrowAsync<MeshException>().WithMessage("the cluster default has 0 pods of a control plane*ISTIO_INSTALL=pilot");
    }

    public async Task DisposeAsync()
    {
        if (_made is not null)
        {
            await _made.DisposeAsync();
        }

        _limit.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool HasIstioctl(Settings settings) =>
        File.Exists(Path.Combine(ReleaseFiles.Find(settings.Release, settings.Versions[0]).Path ?? "", "bin", "istioctl"));

    private Settings Given(string context, ClusterInstall install = ClusterInstall.Pilot)
    {
        Skip.If(_skipped is not null, _skipped ?? "");
        var settings = NeedsDocker.Settings();
        return settings with
        {
            Environment = MeshEnvironment.Cluster,
            Cluster = settings.Cluster with { Kubeconfig = Kubeconfig, Context = context, Install = install },
        };
    }

    private async Task<List<string>> EverythingAsync()
    {
        var names = new List<string>();
        foreach (var path in Everything)
        {
            names.AddRange((await _made!.Api.GetAsync(path, _limit.Token))!.Value.GetProperty("items").EnumerateArray()
                .Select(o => o.GetProperty("metadata"))
                .Where(m => !m.TryGetProperty("deletionTimestamp", out _)) // the cluster's own work, which goes on
                .Select(m => m.GetProperty("name").GetString()!));
        }

        return names;
    }

    // Up to 1.23 a service account has a secret with its token; later ones are asked for one.
    private async Task WriteNobodyAsync()
    {
        var api = _made!.Api;
        await api.CreateAsync("api/v1/namespaces/default/serviceaccounts", NoRights, _limit.Token);
        var made = await api.CreateAsync(
            "api/v1/namespaces/default/serviceaccounts/nobody/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}""", _limit.Token);
        var token = made.GetProperty("status").GetProperty("token").GetString();
        await File.WriteAllTextAsync(Kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            clusters: [{ name: c, cluster: { server: "{{api.Client.BaseUri}}", insecure-skip-tls-verify: true } }]
            users: [{ name: nobody, user: { token: "{{token}}" } }]
            contexts: [{ name: nobody, context: { cluster: c, user: nobody } }]
            """);
    }
}

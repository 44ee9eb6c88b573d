using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

public sealed class GivenClusterTests : IDisposable
{
    // Nothing listens there.
    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: elsewhere
        clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
        users: [{ name: u, user: { token: t } }]
        contexts: [{ name: mine, context: { cluster: c, user: u } }, { name: elsewhere, context: { cluster: c, user: u } }]
        """;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"kubeconfig-{Guid.NewGuid():N}");

    [Fact]
    public Task A_kubeconfig_that_is_not_there_is_named() =>
        FailsAsync("/no/such/kubeconfig", "mine", "there is no kubeconfig /no/such/kubeconfig (ISTIO_KUBECONFIG)");

    [Fact]
    public async Task A_file_that_is_none_is_named()
    {
        await File.WriteAllTextAsync(_file, "{ this: is: not: yaml");

        await FailsAsync(_file, "mine", $"{_file} is no kubeconfig that can be used: *");
    }

    [Fact]
    public async Task A_context_that_is_not_there_is_refused_with_those_that_are()
    {
        await File.WriteAllTextAsync(_file, Kubeconfig);

        await FailsAsync(_file, "other", $"{_file} has no context other (ISTIO_CONTEXT); it has mine, elsewhere");
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_reached_is_named_with_its_address()
    {
        await File.WriteAllTextAsync(_file, Kubeconfig);

        await FailsAsync(_file, "mine", "the cluster mine cannot be reached at https://127.0.0.1:1/: *");
    }

    public void Dispose() => File.Delete(_file);

    private static async Task FailsAsync(string kubeconfig, string context, string message)
    {
        var connect = () => GivenCluster.ConnectAsync(kubeconfig, context, CancellationToken.None);

        (await connect.Should().ThrowAsync<MeshException>().WithMessage(message)).Which.IsOurs.Should().BeTrue();
    }
}

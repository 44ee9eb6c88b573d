using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// An endpoint that is added to a DNS ServiceEntry does not reach its cluster, because endpoints alone are pushed
/// (istio/istio#23151).
/// </summary>
[Regression("dns-endpoint-added")]
public sealed class DnsEndpointAdded(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Cluster = "outbound|5432||replicas.example.com";
    private const string Sentinel = "outbound|80||sentinel.example.com";

    [SkippableTheory, IstioVersions]
    public Task An_added_endpoint_reaches_the_cluster(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

            await mesh.ApplyAsync("entries.yaml", ct);
            await sidecar.Endpoints(Cluster).BecomeAsync(["one.example.com:5432"], ct);
            await sidecar.Endpoints(Sentinel).BecomeAsync(["9.9.9.1:80"], ct);
            await mesh.ApplyAsync("sentinel-settled.yaml", ct);   // the first may have come in answer to the subscription, before that push's end
            await sidecar.Endpoints(Sentinel).BecomeAsync(["9.9.9.1:80", "9.9.9.2:80"], ct);

            // The sentinel comes after the answer: 1.6 forgets this edit when an edit of endpoints joins its push.
            var before = sidecar.Pushes;
            var answer = Task.WhenAny(sidecar.NextPushAsync(XdsType.Clusters, ct), sidecar.NextPushAsync(XdsType.Endpoints, ct));
            await mesh.ApplyAsync("endpoint-added.yaml", ct);
            await await answer;
            var answered = sidecar.Endpoints(Cluster).Current;

            await mesh.ApplyAsync("sentinel-after-endpoint.yaml", ct);
            await sidecar.Endpoints(Sentinel).UntilAsync(e => e.Contains("9.9.9.3:80"), ct);

            return Told(answered, sidecar.Endpoints(Cluster).Current, sidecar.Pushes - before);
        });

    // The kind of push is what goes wrong: a cluster push, whatever it answers, carries the added endpoint.
    private static Verdict Told(EndpointSet answered, EndpointSet later, PushCounts pushes) => (answered, later, pushes.Clusters) switch
    {
        (["one.example.com:5432"], ["one.example.com:5432"], 0) => Verdict.Reproduced($"the cluster still has {later} after {pushes}"),
        (["one.example.com:5432", "two.example.com:5432"], _, > 0) => Verdict.Absent($"the cluster has both: {answered}"),
        _ => Verdict.Inconclusive($"the answer left the cluster with {answered}, and in the end it has {later} after {pushes}: neither as reported nor as fixed"),
    };
}
